// bpflint: kernel=6.1
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void bpf_throw(u64 cookie) __ksym __weak;

#define throw_unless(value, op, limit)                                                                                 \
	asm volatile("if %[number] " op " %[bound] goto +2; r1 = 0; call %[thrower]" ::[number] "r"(value),            \
		     [bound] "i"(limit), [thrower] "i"(bpf_throw)                                                      \
		     : "r0", "r1", "r2", "r3", "r4", "r5", "memory")

/* Nothing calls it: clang describes functions in BTF only if C code calls them. */
void described(void)
{
	bpf_throw(0); // silent: no program reaches it
}

SEC("tc")
int throws(struct __sk_buff *skb)
{
	u64 length = skb->len;

	throw_unless(length, ">=", 4096); // expect: KF306
	return 0;
}

SEC("tc")
int throws_where_signed(struct __sk_buff *skb)
{
	s64 change = (s64)bpf_get_prandom_u32() - 100;

	throw_unless(change, "s>=", 0); // expect: KF306
	return 0;
}

SEC("tc")
int never_throws(struct __sk_buff *skb)
{
	u64 length = skb->len & 0xff;

	throw_unless(length, "<=", 255); // silent: the verifier never comes to the call
	return 0;
}

char _license[] SEC("license") = "GPL";
