// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct pair {
	int first, second;
};

int count;
struct pair last;

__noinline void add(int number) // expect: BP512
{
	count += number;
	asm volatile("");
}

__noinline struct pair *find(void) // expect: BP512
{
	asm volatile("");
	return &last;
}

SEC("tc")
int calls_for_nothing(struct __sk_buff *skb)
{
	add(skb->len);
	return 0;
}

SEC("tc")
int calls_for_a_pointer(struct __sk_buff *skb)
{
	struct pair *pair = find();

	return pair ? 1 : 0;
}

char _license[] SEC("license") = "GPL";
