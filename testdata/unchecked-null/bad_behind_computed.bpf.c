#include <vmlinux.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u64);
} counts SEC(".maps");

u64 limits[16];

static __always_inline u32 mixed(u32 number)
{
	number ^= number >> 16;
	number *= 0x85ebca6b;
	number ^= number >> 13;
	return number;
}

SEC("tc")
int behind_a_port(struct __sk_buff *skb)
{
	u32 key = 1;
	u64 *count;

	if (bpf_ntohs(skb->tc_classid) == 80)
		return 0;
	count = bpf_map_lookup_elem(&counts, &key);
	*count = 1; // expect: KF406
	return 0;
}

SEC("tc")
int behind_a_hash(struct __sk_buff *skb)
{
	u32 key = 1;
	u64 *count;

	if (mixed(skb->hash) % 10)
		return 0;
	count = bpf_map_lookup_elem(&counts, &key);
	*count = 1; // expect: KF406
	return 0;
}

SEC("tc")
int behind_an_element(struct __sk_buff *skb)
{
	u32 key = 1;
	u64 *count;

	if (limits[skb->mark & 15] > skb->len)
		return 0;
	count = bpf_map_lookup_elem(&counts, &key);
	*count = 1; // expect: KF406
	return 0;
}

SEC("tc")
int behind_a_counter(struct __sk_buff *skb)
{
	u32 key = 1;
	u64 *count;

	if (__sync_fetch_and_add(&limits[0], 1) > 100)
		return 0;
	count = bpf_map_lookup_elem(&counts, &key);
	*count = 1; // expect: KF406
	return 0;
}
