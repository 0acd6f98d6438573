// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void *bpf_rdonly_cast(const void *obj, u32 type_id) __ksym;

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

struct task_struct___own {
	int pid;
};

__weak int of_the_kernel(struct task_struct___own *p __arg_untrusted)
{
	return 0;
}

SEC("tp_btf/sys_enter")
int struct_of_the_kernel(void *ctx)
{
	return of_the_kernel(bpf_rdonly_cast(0, 0));
}

char _license[] SEC("license") = "GPL";
