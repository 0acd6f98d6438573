// bpflint: kernel=5.10
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("tc")
int needs_6_1(struct __sk_buff *skb)
{
	return bpf_ktime_get_tai_ns() & 1; // expect: BP502
}

char _license[] SEC("license") = "GPL";
