/* bpf_dynptr_slice_rdwr() is on the allow-list of every program type, but a cgroup program may not write to packets. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_dynptr_from_skb(struct __sk_buff *s, u64 flags, struct bpf_dynptr *ptr__uninit) __ksym;
extern void *bpf_dynptr_slice(const struct bpf_dynptr *p, u64 offset, void *buffer__nullable, u64 buffer__szk) __ksym;
extern void *bpf_dynptr_slice_rdwr(const struct bpf_dynptr *p, u64 offset, void *buffer__nullable, u64 buffer__szk) __ksym;

SEC("cgroup_skb/ingress")
int writes(struct __sk_buff *skb)
{
	struct bpf_dynptr packet;
	char buffer[16];
	char *data;

	bpf_dynptr_from_skb(skb, 0, &packet);
	data = bpf_dynptr_slice_rdwr(&packet, 0, buffer, sizeof(buffer)); // expect: KF201
	if (data)
		data[0] = 1;
	return 1;
}

char _license[] SEC("license") = "GPL";
