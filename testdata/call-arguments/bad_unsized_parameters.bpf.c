// bpflint: kernel=6.18
// What a global function takes the verifier has to know by its prototype, whoever calls it.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void *bpf_rdonly_cast(const void *obj, u32 type_id) __ksym;

struct pair {
	__u64 first, second;
};

struct elsewhere;

int count;

__noinline int counts(void *ctx) // expect: KF105
{
	count++;
	return bpf_get_smp_processor_id();
}

__noinline int by_value(struct pair pair) // expect: KF105
{
	count += pair.first;
	return count;
}

__noinline int of_a_function(int (*function)(int)) // expect: KF105
{
	count++;
	return count;
}

__weak int not_defined(struct elsewhere *other) // expect: KF105 warning
{
	count++;
	return count;
}

SEC("tc")
int gives_the_context(struct __sk_buff *skb)
{
	return counts(skb);
}

SEC("tc")
int gives_a_struct(struct __sk_buff *skb)
{
	struct pair pair = {skb->len, 1};

	return by_value(pair);
}

SEC("tc")
int gives_a_function(struct __sk_buff *skb)
{
	return of_a_function(NULL);
}

SEC("tc")
int gives_nothing(struct __sk_buff *skb)
{
	return not_defined(NULL);
}

struct own {
	int pid;
};

__weak int of_the_kernel(struct own *p __arg_untrusted) // expect: KF105 warning
{
	return 0;
}

SEC("tp_btf/sys_enter")
int struct_of_our_own(void *ctx)
{
	return of_the_kernel(bpf_rdonly_cast(0, 0));
}

char _license[] SEC("license") = "GPL";
