// bpflint: kernel=7.3
// Since 7.2, NULL itself is refused for memory that is never NULL, too.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define __arg_nonnull __attribute__((btf_decl_tag("arg:nonnull")))

struct counter {
	long hits;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, struct counter);
} counters SEC(".maps");

volatile long seen;

__noinline int count(int by, struct counter *counter __arg_nonnull)
{
	seen += counter->hits + by;
	return 0;
}

SEC("?tc")
int no_counter(struct __sk_buff *skb)
{
	bpf_get_prandom_u32();
	return count(1, NULL); // expect: KF107
}

SEC("?tc")
int found_to_be_none(struct __sk_buff *skb)
{
	__u32 key = skb->mark;
	struct counter *counter = bpf_map_lookup_elem(&counters, &key);

	return counter ? 0 : count(2, counter); // expect: KF107
}

char _license[] SEC("license") = "GPL";
