/* A context is no buffer, not even one of no bytes. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_dynptr_from_skb(struct __sk_buff *s, u64 flags, struct bpf_dynptr *ptr__uninit) __ksym;
extern void *bpf_dynptr_slice(const struct bpf_dynptr *p, u64 offset, void *buffer__nullable, u64 buffer__szk) __ksym;

SEC("tc")
int reads_nothing(struct __sk_buff *skb)
{
	struct bpf_dynptr packet;

	bpf_dynptr_from_skb(skb, 0, &packet);
	bpf_dynptr_slice(&packet, 0, skb, 0); // expect: KF413
	return 0;
}

char _license[] SEC("license") = "GPL";
