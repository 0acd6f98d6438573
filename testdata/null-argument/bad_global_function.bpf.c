// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define __arg_nonnull __attribute__((btf_decl_tag("arg:nonnull")))
#define __arg_trusted __attribute__((btf_decl_tag("arg:trusted")))

struct counter {
	long hits;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, struct counter);
} counters SEC(".maps");

__noinline long hits_of(struct counter *counter __arg_nonnull)
{
	return counter->hits;
}

SEC("?tc")
int looked_up_and_unchecked(struct __sk_buff *skb)
{
	__u32 key = skb->mark;

	return hits_of(bpf_map_lookup_elem(&counters, &key)); // expect: KF107
}

char _license[] SEC("license") = "GPL";
