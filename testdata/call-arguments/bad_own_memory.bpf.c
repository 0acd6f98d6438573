// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, char[64]);
} values SEC(".maps");

SEC("?tp_btf/task_newtask")
int task_in_a_map(__u64 *ctx)
{
	__u32 key = 0;
	struct task_struct *task = bpf_map_lookup_elem(&values, &key), *acquired;

	if (!task)
		return 0;
	acquired = bpf_task_acquire(task); // expect: KF105
	if (acquired)
		bpf_task_release(acquired);
	return 0;
}

char _license[] SEC("license") = "GPL";
