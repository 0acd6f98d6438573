// bpflint: kernel=6.1
// SPDX-License-Identifier: MIT
/* A loop that ends by may_goto, which 6.1 does not know, also behind a test of the version. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

extern int LINUX_KERNEL_VERSION __kconfig;

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

static int count(struct __sk_buff *skb)
{
	int bits = 0;

	for (__u32 i = 0; i < skb->len && can_loop; i++) // expect: BP514
		bits ^= i & 7;
	return bits;
}

SEC("tc")
int sums(struct __sk_buff *skb)
{
	return count(skb);
}

SEC("tc")
int tests_the_version(struct __sk_buff *skb)
{
	int bits = 0;

	if (LINUX_KERNEL_VERSION < 0x60900)
		return 0;
	while (can_loop) // expect: BP514
		bits ^= skb->len & 7;
	return bits;
}
