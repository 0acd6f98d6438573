#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

// A loader of its own gives these a type: what takes nothing but a context is followed as a program all the same.

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

SEC("probes/connect")
int connected(struct pt_regs *ctx) // expect: BP504
{
	__u32 key = 0;
	__u64 *count = bpf_map_lookup_elem(&counts, &key);

	return *count; // expect: KF406
}

SEC("steps/redirect")
int redirected(struct xdp_md *ctx) // expect: BP504
{
	return bpf_sk_assign(ctx, 0, 0); // expect: BP501
}

SEC("packets/count")
int counted(struct __sk_buff *skb) // expect: BP504
{
	__u32 key = 0;
	__u64 *count = bpf_map_lookup_elem(&counts, &key);

	bpf_l3_csum_replace(skb, 0, 0, 0, 2); // silent: of several types that have such a context, some may call it
	return *count; // expect: KF406
}

SEC("lists/length")
int length(struct task_struct *task) // expect: BP504
{
	__u32 key = 0;
	__u64 *count = bpf_map_lookup_elem(&counts, &key);

	return *count; // silent: no context tells that this is a program
}

char _license[] SEC("license") = "GPL";
