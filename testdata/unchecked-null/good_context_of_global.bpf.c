// SPDX-License-Identifier: MIT
/* A global function is given the context of its program, which is never NULL, whatever the program's type. */
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

__noinline int protocol(struct sk_reuseport_md *md)
{
	tell(md->len);
	return md->eth_protocol;
}

SEC("sk_reuseport")
int selects(struct sk_reuseport_md *md)
{
	return protocol(md) ? SK_PASS : SK_DROP;
}

__noinline int family(struct bpf_sock_ops *ops)
{
	tell(ops->op);
	return ops->family;
}

SEC("sockops")
int watches(struct bpf_sock_ops *ops)
{
	return family(ops) == 2;
}
