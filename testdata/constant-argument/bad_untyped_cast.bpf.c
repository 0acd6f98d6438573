// bpflint: kernel=6.12
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void *bpf_rdonly_cast(const void *obj__ign, __u32 btf_id__k) __ksym;

SEC("tc")
int plain_memory(struct __sk_buff *skb)
{
	int *memory = bpf_rdonly_cast(skb, 0); // expect: KF106

	return memory == NULL;
}

char _license[] SEC("license") = "GPL";
