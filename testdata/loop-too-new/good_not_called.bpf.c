// bpflint: kernel=6.1
// SPDX-License-Identifier: MIT
/* Loops that older kernels take, and one that no program has. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

#define can_loop                                                     \
	({                                                           \
		__label__ l_break, l_continue;                       \
		bool ret = true;                                     \
		asm volatile goto("may_goto %l[l_break]" :::: l_break); \
		goto l_continue;                                     \
	l_break:                                                     \
		ret = false;                                         \
	l_continue:;                                                 \
		ret;                                                 \
	})

static __attribute__((unused)) int nobody_calls(struct __sk_buff *skb)
{
	int bits = 0;

	while (can_loop)
		bits ^= skb->len & 7;
	return bits;
}

SEC("tc")
int left_out(struct __sk_buff *skb)
{
	int bits = 0;

	if (0) {
		while (can_loop)
			bits ^= skb->len & 7;
	}
	for (__u32 i = 0; i < 64; i++)
		bits ^= (i & skb->len) & 7;
	return bits;
}

SEC("tc")
int has_a_bound(struct __sk_buff *skb)
{
	int bits = 0;

	for (__u32 i = 0; i < 64; i++)
		bits ^= (i & skb->len) & 7;
	return bits;
}
