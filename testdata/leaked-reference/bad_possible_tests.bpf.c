// bpflint: kernel=6.18
// Tests of numbers that are computed of each other, which may come out like this.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

SEC("tc")
int shifted(struct __sk_buff *ctx)
{
	u32 x = bpf_get_prandom_u32();
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	if ((x << 1) & 2)
		return 1; // expect: KF403
	bpf_task_release(task);
	return 0;
}

SEC("tc")
int multiplied(struct __sk_buff *ctx)
{
	u32 x = bpf_get_prandom_u32();
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	if ((x * 2) % 4)
		return 1; // expect: KF403
	bpf_task_release(task);
	return 0;
}

SEC("tc")
int masked(struct __sk_buff *ctx)
{
	u32 x = bpf_get_prandom_u32();
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	if ((x & 6) == 2)
		return 1; // expect: KF403
	bpf_task_release(task);
	return 0;
}

SEC("tc")
int set(struct __sk_buff *ctx)
{
	u32 x = bpf_get_prandom_u32();
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	if ((x | 2) == 6)
		return 1; // expect: KF403
	bpf_task_release(task);
	return 0;
}

SEC("tc")
int flags(struct __sk_buff *ctx)
{
	u32 x = bpf_get_prandom_u32();
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	if ((x & 3) == 1 && (x & 1))
		return 1; // expect: KF403
	bpf_task_release(task);
	return 0;
}

SEC("tc")
int no_flags(struct __sk_buff *ctx)
{
	u32 x = bpf_get_prandom_u32();
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	if (!(x & 1) && (x & 2))
		return 1; // expect: KF403
	bpf_task_release(task);
	return 0;
}

SEC("tc")
int one_number(struct __sk_buff *ctx)
{
	u32 x = bpf_get_prandom_u32();
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	if ((x & 1) && x == 5)
		return 1; // expect: KF403
	bpf_task_release(task);
	return 0;
}

SEC("tc")
int moved(struct __sk_buff *ctx)
{
	u32 x = bpf_get_prandom_u32();
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	if (x - 5 <= 2 && x > 6)
		return 1; // expect: KF403
	bpf_task_release(task);
	return 0;
}

SEC("tc")
int parts(struct __sk_buff *ctx)
{
	u32 x = bpf_get_prandom_u32();
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	if (x >> 4 == 2 && x < 33)
		return 1; // expect: KF403
	bpf_task_release(task);
	return 0;
}

SEC("tc")
int lowest_byte(struct __sk_buff *ctx)
{
	u32 x = bpf_get_prandom_u32();
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	if ((u8)x == 5 && x == 0x105)
		return 1; // expect: KF403
	bpf_task_release(task);
	return 0;
}

SEC("tc")
int truths(struct __sk_buff *ctx)
{
	u32 x = bpf_get_prandom_u32();
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	if ((x == 1) + (x != 2) > 1)
		return 1; // expect: KF403
	bpf_task_release(task);
	return 0;
}

SEC("tc")
int truth(struct __sk_buff *ctx)
{
	u32 x = bpf_get_prandom_u32();
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	if ((x > 5) == 1)
		return 1; // expect: KF403
	bpf_task_release(task);
	return 0;
}

SEC("tc")
int sign(struct __sk_buff *ctx)
{
	s32 x = bpf_get_prandom_u32();
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	if (x < 0 && (x & 0x80000000))
		return 1; // expect: KF403
	bpf_task_release(task);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
