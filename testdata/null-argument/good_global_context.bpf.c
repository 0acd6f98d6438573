// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define __arg_trusted __attribute__((btf_decl_tag("arg:trusted")))
#define __arg_nullable __attribute__((btf_decl_tag("arg:nullable")))

struct pair {
	__u32 first, second;
};

volatile __u64 seen;

__noinline int number_of(struct task_struct *task __arg_trusted __arg_nullable)
{
	seen = task ? task->pid : 0;
	return 0;
}

__noinline int context_that_is_not_read(struct __sk_buff *skb)
{
	seen = 1;
	return 0;
}

__noinline int second_of(struct pair *pair)
{
	if (pair)
		seen = pair->second;
	return 0;
}

SEC("?tp_btf/task_newtask")
int no_object(void *ctx)
{
	return number_of(NULL);
}

SEC("?tc")
int nothing_that_is_read(struct __sk_buff *skb)
{
	context_that_is_not_read(NULL); // silent: compilers pass what happens to be there
	return !bpf_get_prandom_u32();
}

SEC("?tc")
int no_memory(struct __sk_buff *skb)
{
	bpf_get_prandom_u32();
	return second_of(NULL);
}

SEC("?tc")
int part_of_what_is_there(struct __sk_buff *skb)
{
	struct pair pairs[2] = {{skb->len, skb->mark}, {skb->mark, skb->len}};

	bpf_get_prandom_u32();
	return second_of((struct pair *)&pairs[0].second); // silent: more lies behind it
}

char _license[] SEC("license") = "GPL";
