// SPDX-License-Identifier: MIT
/* Constants are compared as the types of C have it: -1 stays -1 where it is widened, and 1 + 0xffffffff is 0. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;

char LICENSE[] SEC("license") = "GPL";

SEC("syscall")
int widened(void *ctx)
{
	int error = -1;
	long result = error;
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	if (result == -1)
		bpf_task_release(task);
	return 0; // silent: the test is always true
}

SEC("syscall")
int wrapped_around(void *ctx)
{
	u32 most = 0xffffffff, one = 1;
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	if (most + one == 0)
		bpf_task_release(task);
	return 0; // silent: the sum has no more than 32 bits
}
