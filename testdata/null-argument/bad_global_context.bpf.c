// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define __arg_ctx __attribute__((btf_decl_tag("arg:ctx")))

extern __u64 bpf_dynptr_size(const struct bpf_dynptr *p) __ksym;

struct pair {
	__u32 first, second;
};

volatile __u64 seen;

__noinline int length_of(struct __sk_buff *skb)
{
	seen = skb->len;
	return 0;
}

__noinline int tail_of(void *ctx __arg_ctx)
{
	return bpf_skb_change_tail(ctx, 64, 0);
}

__weak __noinline int replaceable(struct __sk_buff *skb)
{
	return 0;
}

__noinline int size_of(struct bpf_dynptr *bytes)
{
	seen = bpf_dynptr_size(bytes);
	return 0;
}

__noinline int second_of(struct pair *pair)
{
	if (pair)
		seen = pair->second;
	return 0;
}

SEC("?tc")
int no_context(struct __sk_buff *skb)
{
	return length_of(NULL); // expect: KF107
}

SEC("?tc")
int no_tagged_context(struct __sk_buff *skb)
{
	return tail_of(NULL); // expect: KF107
}

SEC("?tc")
int no_context_that_anything_reads(struct __sk_buff *skb)
{
	bpf_get_prandom_u32();
	return replaceable(NULL); // expect: KF107
}

SEC("?tc")
int a_context_sometimes(struct __sk_buff *skb)
{
	return length_of(skb->mark ? skb : NULL); // expect: KF107
}

SEC("?tc")
int no_dynptr(struct __sk_buff *skb)
{
	return size_of(NULL); // expect: KF107
}

SEC("?tc")
int half_a_pair(struct __sk_buff *skb)
{
	__u32 first = 1;

	return second_of((struct pair *)&first); // expect: KF413
}

char _license[] SEC("license") = "GPL";
