#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int acme_account_packet(struct __sk_buff *skb) __ksym; // expect: KF101 note

SEC("tc")
int needs_a_module(struct __sk_buff *skb)
{
	return acme_account_packet(skb);
}

char _license[] SEC("license") = "GPL";
