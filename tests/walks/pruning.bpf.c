// Which paths are taken as equal, and what is forgotten once there are many.
#include "common.h"

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

#define MAYBE(n) if (x & (1 << n)) r += n

PROGRAM(equal_afterwards)
{
	int x = ANY, r;

	if (x > 3)
		r = 1;
	else
		r = 1;
	return r + ANY;
}

PROGRAM(not_read_again)
{
	int x = ANY, r = 5;

	if (x & 1)
		x = 7;
	ANY;
	return r;
}

PROGRAM(many_tests)
{
	int x = ANY, r = 0;

	MAYBE(0);
	MAYBE(1);
	MAYBE(2);
	MAYBE(3);
	MAYBE(4);
	MAYBE(5);
	MAYBE(6);
	return r;
}

PROGRAM(told_apart_by_held)
{
	struct task_struct *task = 0;
	int x = ANY;

	if (x)
		task = bpf_task_from_pid(1);
	x = 3;
	if (task)
		bpf_task_release(task);
	return x;
}

PROGRAM(in_a_loop)
{
	u32 n = ANY, sum = 0, even = 0;

	for (u32 i = 0; i < n; i++) {
		if (i & 1)
			sum += i;
		else
			even = i;
	}
	return sum + even;
}

PROGRAM(references_in_a_loop)
{
	struct task_struct *task;
	int found = 0;

	for (int i = 0; i < 40; i++) {
		task = bpf_task_from_pid(i);
		if (!task)
			continue;
		found += task->pid;
		bpf_task_release(task);
	}
	return found;
}

PROGRAM(state_machine)
{
	int state = 0;

	for (int i = 0; i < 30; i++) {
		switch (state) {
		case 0:
			state = ANY ? 1 : 2;
			break;
		case 1:
			state = 2;
			break;
		case 2:
			state = ANY > 5 ? 0 : 3;
			break;
		default:
			return i;
		}
	}
	return state;
}

static int step(int x)
{
	if (ANY)
		return x + 1;
	return x;
}

PROGRAM(calls_that_part)
{
	int x = 0;

	x = step(x);
	x = step(x);
	x = step(x);
	return x;
}

char _license[] SEC("license") = "GPL";
