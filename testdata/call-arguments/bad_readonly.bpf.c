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

SEC("tc")
int number_of_an_iterator(struct __sk_buff *skb)
{
	struct bpf_iter_num it;
	u64 *count;
	int *i;

	bpf_iter_num_new(&it, 0, 8);
	while ((i = bpf_iter_num_next(&it))) {
		count = bpf_map_lookup_elem(&counts, i); // expect: KF105
		if (count)
			*count = 0;
	}
	bpf_iter_num_destroy(&it);
	return 0;
}

SEC("tc")
int slice_as_key(struct __sk_buff *skb)
{
	struct bpf_dynptr packet;
	u32 buffer, *address;

	if (bpf_dynptr_from_skb(skb, 0, &packet))
		return 0;
	address = bpf_dynptr_slice(&packet, 26, &buffer, sizeof(buffer));
	if (address)
		bpf_map_delete_elem(&counts, address); // expect: KF105
	return 0;
}

SEC("iter/bpf_map_elem")
int key_of_an_iterator(struct bpf_iter__bpf_map_elem *ctx)
{
	u32 *key = ctx->key;
	u64 zero = 0;

	if (key)
		bpf_map_update_elem(&counts, key, &zero, 0); // expect: KF105
	return 0;
}
