// Sizes that were tested against the wrong number, or not for 0 where a helper takes no 0.
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
int too_large(struct __sk_buff *ctx)
{
	int key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key);
	__u64 size;

	if (!value)
		return 0;
	size = value->size;
	if (size > 32)
		return 0;
	bpf_probe_read_kernel(value->data, size, (void *)8); // expect: KF413
	return 0;
}

SEC("tc")
int behind_an_offset(struct __sk_buff *ctx)
{
	int key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key);
	__u64 size;

	if (!value)
		return 0;
	size = value->size;
	if (size > 16)
		return 0;
	bpf_probe_read_kernel(value->data + 4, size, (void *)8); // expect: KF413
	return 0;
}

SEC("tc")
int clamped_too_late(struct __sk_buff *ctx)
{
	int key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key);
	__u64 size;

	if (!value)
		return 0;
	size = value->size;
	if (size > 64)
		size = 64;
	bpf_probe_read_kernel(value->data, size, (void *)8); // expect: KF413
	return 0;
}

SEC("tc")
int one_too_many(struct __sk_buff *ctx)
{
	int key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key);
	__u64 size;

	if (!value)
		return 0;
	size = value->size;
	if (size && size < 18)
		bpf_skb_load_bytes(ctx, 0, value->data, size); // expect: KF413
	return 0;
}

SEC("tc")
int perhaps_nothing(struct __sk_buff *ctx)
{
	int key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key);
	__u64 size;

	if (!value)
		return 0;
	size = value->size;
	if (size > sizeof(value->data))
		return 0;
	bpf_skb_load_bytes(ctx, 0, value->data, size); // expect: KF413
	return 0;
}

SEC("tc")
int clamped_from_above(struct __sk_buff *ctx)
{
	int key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key);
	__u64 size;

	if (!value)
		return 0;
	size = value->size;
	if (size > 16)
		size = 16;
	bpf_skb_load_bytes(ctx, 0, value->data, size); // expect: KF413
	return 0;
}
