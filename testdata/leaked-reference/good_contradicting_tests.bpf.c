// bpflint: kernel=6.18
// Tests of numbers that are computed of each other, which never come out like this: compilers leave them out.
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
	if ((x << 1) & 1)
		return 1; // silent: the lowest bit is 0
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
	if ((x * 4) % 2)
		return 1; // silent: it is a multiple of 4
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
	if ((x & 6) == 1)
		return 1; // silent: the mask has no such bit
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
	if ((x | 2) == 4)
		return 1; // silent: bit 1 is set
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
	if ((x & 3) == 3 && !(x & 1))
		return 1; // silent: both flags are set
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
	if (!(x & 3) && (x & 2))
		return 1; // silent: neither flag is set
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
	if ((x & 1) && x == 4)
		return 1; // silent: 4 is even
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
	if (x - 5 <= 2 && x > 7)
		return 1; // silent: it is 5, 6 or 7
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
	if (x >> 4 == 2 && x < 32)
		return 1; // silent: it is 32 at least
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
	if ((u8)x == 5 && x == 6)
		return 1; // silent: the lowest byte is not 6
	bpf_task_release(task);
	return 0;
}

SEC("tc")
int itself(struct __sk_buff *ctx)
{
	u32 x = bpf_get_prandom_u32();
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	if (x < x)
		return 1; // silent: nothing is less than itself
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
	if ((x == 1) + (x == 2) > 1)
		return 1; // silent: it is one of them
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
	if ((x > 5) == 2)
		return 1; // silent: a truth value is 0 or 1
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
	if (x >= 0 && (x & 0x80000000))
		return 1; // silent: the sign is that bit
	bpf_task_release(task);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
