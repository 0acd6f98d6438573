// SPDX-License-Identifier: MIT
/* What a round of a loop acquires is released by it, or by the next one. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;

char LICENSE[] SEC("license") = "GPL";

SEC("tc")
int the_next_round_releases(struct __sk_buff *skb)
{
	struct task_struct *before = NULL;
	int i, alive = 0;

	for (i = 1; i < 4; i++) {
		if (before)
			bpf_task_release(before);
		before = bpf_task_from_pid(i);
		if (before)
			alive++;
	}
	if (before)
		bpf_task_release(before);
	return alive;
}
