// bpflint: select=BP614
// SPDX-License-Identifier: MIT
/* The same without the habit, and what only looks like it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, char[240]);
} scratch SEC(".maps");

SEC("tc")
int in_a_map(struct __sk_buff *skb)
{
	__u32 zero = 0;
	char *line = bpf_map_lookup_elem(&scratch, &zero);

	if (!line || bpf_skb_load_bytes(skb, 0, line, 240) < 0)
		return 0;
	return line[skb->len & 15];
}

/* What is stored is read in the same round: no array is left. */
SEC("tc")
int gone_through(struct __sk_buff *skb)
{
	__u64 sum = 0, seen[200];

	for (int i = 0; i < 200; i++) {
		seen[i] = skb->len + i;
		sum += seen[i];
	}
	return sum & 1;
}
