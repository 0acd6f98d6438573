// bpflint: kernel=6.18
// The verifier keeps no comparison of two unknown integers, and no constant that an integer is not.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

char LICENSE[] SEC("license") = "GPL";

SEC("syscall")
int compared(void *ctx)
{
	u32 a = bpf_get_prandom_u32(), b = bpf_get_prandom_u32();
	struct task_struct *task = NULL, *other;

	if (a == b)
		task = bpf_task_from_pid(1);
	other = bpf_task_from_pid(2);
	if (other)
		bpf_task_release(other);
	if (a == b && task)
		bpf_task_release(task);
	return 0; // expect: KF403
}

SEC("syscall")
int kept_in_a_variable(void *ctx)
{
	u32 a = bpf_get_prandom_u32(), b = bpf_get_prandom_u32();
	struct task_struct *task = NULL, *other;
	bool less = a < b;

	if (!less)
		task = bpf_task_from_pid(1);
	for (int i = 0; i < 2; i++) {
		other = bpf_task_from_pid(2);
		if (other)
			bpf_task_release(other);
	}
	if (!less && task)
		bpf_task_release(task);
	return 0; // expect: KF403
}

SEC("syscall")
int another_number(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	struct task_struct *task = NULL, *other;

	if (a != 4)
		task = bpf_task_from_pid(1);
	other = bpf_task_from_pid(2);
	if (other)
		bpf_task_release(other);
	if (a != 4 && task)
		bpf_task_release(task);
	return 0; // expect: KF403
}

SEC("tc")
int read_again(struct __sk_buff *ctx)
{
	u32 a, b = bpf_get_prandom_u32();
	struct task_struct *task = NULL;

	bpf_skb_load_bytes(ctx, 0, &a, sizeof(a));
	if (a == b)
		task = bpf_task_from_pid(1);
	if (a == b && task)
		bpf_task_release(task);
	return 0; // expect: KF403
}
