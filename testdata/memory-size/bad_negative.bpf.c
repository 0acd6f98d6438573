// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("?tc")
__attribute__((naked)) int size_in_assembly(void)
{
	asm volatile("r2 = 0;" // expect: KF413
		     "r3 = r10;"
		     "r3 += -8;"
		     "r4 = -8;"
		     "call %[bpf_skb_load_bytes];"
		     "r0 = 0;"
		     "exit;" ::[bpf_skb_load_bytes] "i"((void *)bpf_skb_load_bytes)
		     : "memory");
}

char _license[] SEC("license") = "GPL";
