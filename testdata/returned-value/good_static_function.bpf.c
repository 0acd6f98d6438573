// bpflint: kernel=6.1
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

int count;

static __noinline void add(int number) // silent: the verifier goes through it where it is called
{
	count += number;
	asm volatile("");
}

__hidden __noinline void hidden(int number) // silent: libbpf makes it static
{
	count -= number;
	asm volatile("");
}

__noinline int subtract(int number)
{
	count -= number;
	return count;
}

__noinline void never_called(void) // silent: no program has it
{
	count = 0;
	asm volatile("");
}

SEC("tc")
int calls_all(struct __sk_buff *skb)
{
	add(skb->len);
	hidden(skb->mark);
	return subtract(skb->len) & 1;
}

char _license[] SEC("license") = "GPL";
