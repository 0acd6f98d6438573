// bpflint: kernel=5.10
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

static long step(__u32 index, void *data)
{
	return 0;
}

SEC("tc")
int needs_5_17(struct __sk_buff *skb)
{
	return bpf_loop(10, step, NULL, 0); // expect: BP502
}

char _license[] SEC("license") = "GPL";
