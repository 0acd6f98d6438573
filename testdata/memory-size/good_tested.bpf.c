// Sizes that fit, as the verifier knows from a test or from what they were computed from.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct value {
	__u64 size;
	char data[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, struct value);
} values SEC(".maps");

char LICENSE[] SEC("license") = "GPL";

SEC("tc")
int tested(struct __sk_buff *ctx)
{
	int key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key);
	__u64 size;

	if (!value)
		return 0;
	size = value->size;
	if (size > 16)
		return 0;
	bpf_probe_read_kernel(value->data, size, (void *)8); // silent: this helper takes a size of 0
	return 0;
}

SEC("tc")
int tested_from_below(struct __sk_buff *ctx)
{
	int key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key);
	__u64 size;

	if (!value)
		return 0;
	size = value->size;
	if (size < 1 || size > 16)
		return 0;
	bpf_skb_load_bytes(ctx, 0, value->data, size);
	return 0;
}

SEC("tc")
int clamped(struct __sk_buff *ctx)
{
	int key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key);
	__u64 size;

	if (!value)
		return 0;
	size = value->size;
	if (size > 16)
		size = 16;
	if (size == 0)
		return 0;
	bpf_skb_load_bytes(ctx, 0, value->data, size);
	return 0;
}

SEC("tc")
int masked(struct __sk_buff *ctx)
{
	int key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key);
	__u64 size;

	if (!value)
		return 0;
	size = value->size;
	size &= 15;
	if (size > 32) // silent: never
		return 0;
	bpf_probe_read_kernel(value->data, size, (void *)8);
	return 0;
}

SEC("tc")
int compared(struct __sk_buff *ctx)
{
	int key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key);
	__u64 size;

	if (!value)
		return 0;
	size = value->size;
	if (size <= ctx->len || size > 16)
		return 0;
	bpf_skb_load_bytes(ctx, 0, value->data, size); // silent: it is larger than another number
	return 0;
}

SEC("tc")
int counted(struct __sk_buff *ctx)
{
	int key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key);

	if (!value)
		return 0;
	for (__u32 i = 1; i < 16; i++)
		bpf_skb_load_bytes(ctx, i, value->data, i);
	return 0;
}
