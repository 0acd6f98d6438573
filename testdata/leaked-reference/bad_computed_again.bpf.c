// bpflint: kernel=6.18
// What a call may have written to is read again, and what is computed of it is new to the verifier.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

char LICENSE[] SEC("license") = "GPL";

SEC("tc")
int masked(struct __sk_buff *ctx)
{
	struct task_struct *task = NULL;
	u32 a;

	bpf_skb_load_bytes(ctx, 0, &a, sizeof(a));
	if ((a & 3) == 1)
		task = bpf_task_from_pid(1);
	if ((a & 3) == 1 && task)
		bpf_task_release(task);
	return 0; // expect: KF403
}

SEC("tc")
int read_later(struct __sk_buff *ctx)
{
	struct task_struct *task = NULL;
	u32 a = bpf_get_prandom_u32();

	if (a != 4)
		task = bpf_task_from_pid(1);
	bpf_skb_store_bytes(ctx, 0, &a, sizeof(a), 0);
	if (a != 4 && task)
		bpf_task_release(task);
	return 0; // expect: KF403
}
