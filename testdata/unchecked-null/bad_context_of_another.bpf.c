// SPDX-License-Identifier: MIT
/* The context of another program type is memory like any other to a global function. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring SEC(".maps");

static __always_inline void tell(__u32 number)
{
	__u32 *record = bpf_ringbuf_reserve(&ring, sizeof(*record), 0);

	if (!record)
		return;
	*record = number;
	bpf_ringbuf_submit(record, 0);
}

__noinline int length(struct bpf_sock_addr *address)
{
	tell(address->family); // expect: KF406
	return 0;
}

SEC("tc")
int passes_memory(struct __sk_buff *skb)
{
	struct bpf_sock_addr address = {};

	return length(&address);
}
