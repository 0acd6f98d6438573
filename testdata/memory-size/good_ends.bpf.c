// bpflint: kernel=6.18
// The same, where there is a byte, and with an element that is there; and pointers that are no more than NULL.
#define BPF_NO_KFUNC_PROTOTYPES
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_dynptr_from_skb(struct __sk_buff *s, __u64 flags, struct bpf_dynptr *ptr__uninit) __ksym;
extern void *bpf_dynptr_slice(const struct bpf_dynptr *p, __u32 offset, void *buffer, __u32 buffer__szk) __ksym;

__u64 words[5];
char tail[4096];

SEC("tc")
int slices_a_byte(struct __sk_buff *skb)
{
	char buffer[8] = {};
	struct bpf_dynptr ptr;
	__u8 *byte;

	if (bpf_dynptr_from_skb(skb, 0, &ptr))
		return 0;
	byte = bpf_dynptr_slice(&ptr, 0, buffer, 1);
	if (byte <= (__u8 *)0)
		return 0;
	return *byte; // silent: more than NULL
}

SEC("tc")
int writes_beside_its_variable(struct __sk_buff *skb)
{
	words[6] = skb->len; // silent: all variables of a section are one memory
	tail[4095] = 1;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
