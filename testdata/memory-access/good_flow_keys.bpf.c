// bpflint: kernel=6.18
// Flow keys that are filled in, also in a loop over all of their words.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("flow_dissector")
int fills_them_in(struct __sk_buff *skb)
{
	struct bpf_flow_keys *keys = skb->flow_keys;

	keys->thoff = sizeof(struct ethhdr); // silent: at a constant offset
	keys->ip_proto = IPPROTO_UDP;	     // silent: likewise
	return 0;
}

SEC("flow_dissector")
int copies_an_address(struct __sk_buff *skb)
{
	struct bpf_flow_keys *keys = skb->flow_keys;
	__u32 *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;

	if (data + 4 > end)
		return 0;
	__builtin_memcpy(keys->ipv6_src, data, sizeof(keys->ipv6_src)); // silent: whole
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
