// bpflint: kernel=6.18
// Flow keys are reached at constant offsets, and end.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("flow_dissector")
int writes_behind_them(struct __sk_buff *skb)
{
	struct bpf_flow_keys *keys = skb->flow_keys;

	*(__u32 *)(keys + 1) = 1; // expect: KF413
	return 0;
}

SEC("flow_dissector")
int picks_by_a_number(struct __sk_buff *skb)
{
	struct bpf_flow_keys *keys = skb->flow_keys;
	__u8 *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;

	if (data + 1 > end)
		return 0;
	keys->ipv6_src[*data & 3] = 1; // expect: KF417
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
