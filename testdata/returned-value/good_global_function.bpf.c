// bpflint: kernel=7.3
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

int count;

__noinline void add(int number) // silent: kernels take it since 7.1
{
	count += number;
	asm volatile("");
}

SEC("tc")
int calls_for_nothing(struct __sk_buff *skb)
{
	add(skb->len);
	return 0;
}

char _license[] SEC("license") = "GPL";
