// bpflint: kernel=6.18
// The objects of netfilter's context are trusted, and what is tested of them is known.
#define BPF_NO_KFUNC_PROTOTYPES
#include "vmlinux.h"
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

extern int bpf_dynptr_from_skb(struct __sk_buff *s, __u64 flags, struct bpf_dynptr *ptr__uninit) __ksym;
extern void *bpf_dynptr_slice(const struct bpf_dynptr *p, __u32 offset, void *buffer, __u32 buffer__szk) __ksym;

SEC("netfilter")
int slices_a_header(struct bpf_nf_ctx *ctx)
{
	struct bpf_dynptr ptr;
	struct iphdr *ip;
	__u8 buffer[20];

	switch (bpf_ntohs(ctx->skb->protocol)) {
	case 0x0800:
		break;
	default:
		return 1;
	}
	if (bpf_dynptr_from_skb((struct __sk_buff *)ctx->skb, 0, &ptr))
		return 0;
	ip = bpf_dynptr_slice(&ptr, 0, buffer, sizeof(buffer));
	return ip->ttl > 3; // expect: KF406
}

char LICENSE[] SEC("license") = "GPL";
