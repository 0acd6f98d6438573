#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

extern int bpf_dynptr_from_skb(struct __sk_buff *skb, u64 flags, struct bpf_dynptr *ptr) __ksym;
extern int bpf_dynptr_adjust(const struct bpf_dynptr *p, u64 start, u64 end) __ksym;

struct holder {
	bool filled;
	struct bpf_dynptr space;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct holder);
} holders SEC(".maps");

SEC("tc")
int assigned(struct __sk_buff *skb)
{
	struct bpf_dynptr original, copy;

	if (bpf_dynptr_from_skb(skb, 0, &original))
		return 0;
	copy = original;
	return bpf_dynptr_adjust(&copy, 0, 1) & 1; // expect: KF409
}

SEC("tc")
int copied_by_bytes(struct __sk_buff *skb)
{
	struct bpf_dynptr original, copy;

	if (bpf_dynptr_from_skb(skb, 0, &original))
		return 0;
	__builtin_memcpy(&copy, &original, sizeof(copy));
	return bpf_dynptr_adjust(&copy, 0, 1) & 1; // expect: KF409
}

static __always_inline int fill(struct __sk_buff *skb, struct holder *out)
{
	struct holder holder = { .filled = true };

	if (bpf_dynptr_from_skb(skb, 0, &holder.space))
		return 1;
	*out = holder;
	return 0;
}

SEC("tc")
int in_a_struct(struct __sk_buff *skb)
{
	struct holder holder;

	if (fill(skb, &holder))
		return 0;
	return bpf_dynptr_adjust(&holder.space, 0, 1) & 1; // expect: KF409
}

SEC("tc")
int into_a_map(struct __sk_buff *skb)
{
	struct bpf_dynptr original;
	struct holder *holder;
	int key = 0;

	holder = bpf_map_lookup_elem(&holders, &key);
	if (!holder || bpf_dynptr_from_skb(skb, 0, &original))
		return 0;
	holder->space = original; // expect: KF409
	return 0;
}

SEC("tc")
int read_as_data(struct __sk_buff *skb)
{
	struct bpf_dynptr original;

	if (bpf_dynptr_from_skb(skb, 0, &original))
		return 0;
	return original.__opaque[0] & 1; // expect: KF409
}
