#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

extern int bpf_dynptr_from_skb(struct __sk_buff *skb, u64 flags, struct bpf_dynptr *ptr) __ksym;
extern int bpf_dynptr_adjust(const struct bpf_dynptr *p, u64 start, u64 end) __ksym;
extern int bpf_dynptr_clone(const struct bpf_dynptr *p, struct bpf_dynptr *clone) __ksym;

struct holder {
	bool filled;
	struct bpf_dynptr space;
};

/* Nothing reads these copies, and compilers leave them out. */
SEC("tc")
int original_is_used(struct __sk_buff *skb)
{
	struct bpf_dynptr original, copy;

	if (bpf_dynptr_from_skb(skb, 0, &original))
		return 0;
	copy = original;
	return bpf_dynptr_adjust(&original, 0, 1) & 1;
}

SEC("tc")
int other_member_is_used(struct __sk_buff *skb)
{
	struct holder holder = { .filled = skb->len & 1 }, copy;

	if (bpf_dynptr_from_skb(skb, 0, &holder.space))
		return 0;
	copy = holder;
	return copy.filled + (bpf_dynptr_adjust(&holder.space, 0, 1) & 1);
}

SEC("tc")
int cloned(struct __sk_buff *skb)
{
	struct bpf_dynptr original, clone;

	if (bpf_dynptr_from_skb(skb, 0, &original) || bpf_dynptr_clone(&original, &clone))
		return 0;
	return bpf_dynptr_adjust(&clone, 0, 1) & 1;
}

static __always_inline struct holder make(struct __sk_buff *skb)
{
	struct holder holder = { .filled = true };

	bpf_dynptr_from_skb(skb, 0, &holder.space);
	return holder;
}

SEC("tc")
int returned(struct __sk_buff *skb)
{
	struct holder holder = make(skb);

	return bpf_dynptr_adjust(&holder.space, 0, 1) & 1;
}
