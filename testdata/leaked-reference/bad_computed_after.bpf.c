// bpflint: kernel=6.18
// A helper that is given the address of a number may have changed it: what was computed before is computed again.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

SEC("tc")
int stored_between(struct __sk_buff *ctx)
{
	struct task_struct *task = NULL;
	u32 a = bpf_get_prandom_u32();

	if (a & 1)
		task = bpf_task_from_pid(1);
	bpf_skb_store_bytes(ctx, 0, &a, sizeof(a), 0);
	if ((a & 1) && task)
		bpf_task_release(task);
	return 0; // expect: KF403 warning
}

char LICENSE[] SEC("license") = "GPL";
