// bpflint: kernel=6.1
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void bpf_throw(u64 cookie) __ksym __weak;

/* Nothing calls it: clang describes functions in BTF only if C code calls them. */
void described(void)
{
	bpf_throw(0); // silent: no program reaches it
}

SEC("tc")
int never_throws(struct __sk_buff *skb)
{
	u64 time = bpf_ktime_get_ns();

	asm volatile("if %[time] >= 0 goto +2;" // silent: the verifier never comes to the call
		     "r1 = 0;"
		     "call %[bpf_throw];" ::[bpf_throw] "i"(bpf_throw), [time] "r"(time)
		     : "r0", "r1", "r2", "r3", "r4", "r5", "memory");
	return 0;
}

char _license[] SEC("license") = "GPL";
