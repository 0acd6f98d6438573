// bpflint: select=BP605
// SPDX-License-Identifier: MIT
/* The same without the habit, and what only looks like it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("tc")
int in_place(struct __sk_buff *skb)
{
	__u64 sum = 0;
	int i;

	bpf_for(i, 0, skb->len & 15)
		sum += i;
	return sum > 3;
}

int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __weak __ksym;
int *bpf_iter_num_next(struct bpf_iter_num *it) __weak __ksym;
void bpf_iter_num_destroy(struct bpf_iter_num *it) __weak __ksym;
