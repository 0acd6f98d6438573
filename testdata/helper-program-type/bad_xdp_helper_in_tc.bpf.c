#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("tc")
int not_xdp(struct __sk_buff *skb)
{
	return bpf_xdp_adjust_head((void *)skb, 4); // expect: BP501
}

char _license[] SEC("license") = "GPL";
