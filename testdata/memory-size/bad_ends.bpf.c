// bpflint: kernel=6.18
// Memory that ends before what is accessed: no bytes at all, or an element behind all variables of the section.
#define BPF_NO_KFUNC_PROTOTYPES
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_dynptr_from_skb(struct __sk_buff *s, __u64 flags, struct bpf_dynptr *ptr__uninit) __ksym;
extern void *bpf_dynptr_slice(const struct bpf_dynptr *p, __u32 offset, void *buffer, __u32 buffer__szk) __ksym;

__u64 words[5];

SEC("tc")
int slices_nothing(struct __sk_buff *skb)
{
	char buffer[8] = {};
	struct bpf_dynptr ptr;
	__u8 *byte;

	if (bpf_dynptr_from_skb(skb, 0, &ptr))
		return 0;
	byte = bpf_dynptr_slice(&ptr, 0, buffer, 0);
	if (!byte)
		return 0;
	return *byte; // expect: KF413
}

SEC("tc")
int writes_behind_all(struct __sk_buff *skb)
{
	words[4096] = skb->len; // expect: KF413 warning
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
