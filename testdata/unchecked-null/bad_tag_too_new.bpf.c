// bpflint: kernel=6.1
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct pair {
	int first, second;
};

/* Kernels before 6.8 do not know the tag. */
__noinline int sum(struct pair *pair __arg_nonnull)
{
	return pair->first + pair->second; // expect: KF406
}

SEC("tc")
int calls(struct __sk_buff *skb)
{
	struct pair pair = {1, 2};

	return sum(&pair);
}

char _license[] SEC("license") = "GPL";
