// bpflint: kernel=6.12
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

struct inode___before_6_7 {
	struct timespec64 i_atime;
} __attribute__((preserve_access_index));

SEC("fentry/vfs_unlink")
int BPF_PROG(on_unlink, struct mnt_idmap *idmap, struct inode *dir)
{
	struct inode___before_6_7 *old = (void *)dir;

	bpf_printk("%lld", BPF_CORE_READ(old, i_atime.tv_sec)); // expect: BP509
	return 0;
}

char _license[] SEC("license") = "GPL";
