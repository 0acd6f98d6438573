// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define __arg_ctx __attribute__((btf_decl_tag("arg:ctx")))

struct pair {
	__u64 first, second;
};

int count;

__noinline int marked(void *ctx __arg_ctx)
{
	count = bpf_get_hash_recalc(ctx);
	return count;
}

__noinline int known(struct pair *pair)
{
	if (pair)
		count += pair->first;
	return count;
}

static __noinline int not_global(void *memory) // silent: who calls it says what it is given
{
	asm volatile("" ::"r"(memory));
	count++;
	return count;
}

__noinline int never_called(void *memory) // silent: no program has it
{
	count++;
	return count;
}

__hidden __noinline int hidden(void *memory) // silent: libbpf makes it static
{
	asm volatile("" ::"r"(memory));
	count++;
	return count;
}

__noinline int computes(void *memory) // silent: compilers leave out what nobody looks at
{
	return 3;
}

SEC("tc")
int gives(struct __sk_buff *skb)
{
	struct pair pair = {skb->len, 1};

	return marked(skb) + known(&pair) + not_global(&pair) + hidden(&pair);
}

SEC("tc")
int gives_for_nothing(struct __sk_buff *skb)
{
	computes(skb);
	return 0;
}

char _license[] SEC("license") = "GPL";
