// bpflint: kernel=6.1..7.3
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

struct inode___old {
	struct timespec64 i_atime;
} __attribute__((preserve_access_index));

static long access_time(struct inode *inode)
{
	struct inode___old *old = (void *)inode;

	if (bpf_core_field_exists(old->i_atime))
		return BPF_CORE_READ(old, i_atime.tv_sec); // silent: only where the kernel has it
	return BPF_CORE_READ(inode, i_atime_sec); // silent: only on the others
}

SEC("fentry/vfs_unlink")
int BPF_PROG(on_unlink, void *idmap, struct inode *dir)
{
	return access_time(dir) == 0;
}

struct mine {
	int not_of_the_kernel;
};

SEC("tp_btf/sched_switch")
int BPF_PROG(on_switch, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct mine mine = {};

	if (bpf_core_enum_value_exists(enum bpf_map_type, BPF_MAP_TYPE_ARENA))
		mine.not_of_the_kernel = bpf_core_enum_value(enum bpf_map_type, BPF_MAP_TYPE_ARENA);
	return prev->pid + mine.not_of_the_kernel; // silent: every kernel has it
}

char _license[] SEC("license") = "GPL";
