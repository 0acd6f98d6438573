// SPDX-License-Identifier: MIT
/* What each round of a loop acquires and the next one overwrites is lost, whichever round it is. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;

char LICENSE[] SEC("license") = "GPL";

SEC("tc")
int only_the_last_is_released(struct __sk_buff *skb)
{
	struct task_struct *task = NULL;
	int i, alive = 0;

	for (i = 1; i < 4; i++) { // expect: KF403
		task = bpf_task_from_pid(i);
		if (task)
			alive++;
	}
	if (task)
		bpf_task_release(task);
	return alive;
}
