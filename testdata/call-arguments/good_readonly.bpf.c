#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;
extern int bpf_dynptr_from_skb(struct __sk_buff *s, u64 flags, struct bpf_dynptr *ptr__uninit) __ksym;
extern void *bpf_dynptr_slice(const struct bpf_dynptr *p, u64 offset, void *buffer__opt, u64 buffer__szk) __ksym;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, u32);
	__type(value, u64);
} counts SEC(".maps");

static long sum(struct bpf_map *map, u32 *key, u64 *value, void *ctx)
{
	return bpf_map_lookup_elem(&counts, key) == value;
}

SEC("tc")
int copied(struct __sk_buff *skb)
{
	struct bpf_iter_num it;
	u64 *count;
	int *i;

	bpf_iter_num_new(&it, 0, 8);
	while ((i = bpf_iter_num_next(&it))) {
		u32 key = *i;

		count = bpf_map_lookup_elem(&counts, &key);
		if (count)
			*count = 0;
	}
	bpf_iter_num_destroy(&it);
	bpf_for_each_map_elem(&counts, sum, NULL, 0);
	return 0;
}

SEC("tc")
int only_read(struct __sk_buff *skb)
{
	struct bpf_dynptr packet;
	u32 buffer, *address;

	if (bpf_dynptr_from_skb(skb, 0, &packet))
		return 0;
	address = bpf_dynptr_slice(&packet, 26, &buffer, sizeof(buffer));
	if (!address)
		return 0;
	return bpf_csum_diff(NULL, 0, address, sizeof(*address), 0) == 1;
}
