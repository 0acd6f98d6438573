// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void *bpf_rdonly_cast(const void *obj__ign, __u32 btf_id__k) __ksym;

SEC("tc")
int plain_memory(struct __sk_buff *skb)
{
	int *memory = bpf_rdonly_cast(skb, 0); // silent: since 6.17

	return memory == NULL;
}

char _license[] SEC("license") = "GPL";
