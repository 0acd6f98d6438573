// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_res_spin_lock(struct bpf_res_spin_lock *lock) __ksym;
extern void bpf_res_spin_unlock(struct bpf_res_spin_lock *lock) __ksym;

#define private(name) SEC(".bss." #name) __hidden __attribute__((aligned(8)))

private(A) struct bpf_spin_lock first;
private(B) struct bpf_spin_lock second;
private(C) struct bpf_res_spin_lock outer;
private(D) struct bpf_res_spin_lock inner;

struct value {
	struct bpf_spin_lock lock;
	long count;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct value);
} values SEC(".maps");

SEC("?tc")
int nested(struct __sk_buff *skb)
{
	bpf_spin_lock(&first);
	bpf_spin_lock(&second); // expect: KF411
	bpf_spin_unlock(&second);
	bpf_spin_unlock(&first);
	return 0;
}

SEC("?tc")
int twice(struct __sk_buff *skb)
{
	bpf_spin_lock(&first);
	bpf_spin_lock(&first); // expect: KF411
	bpf_spin_unlock(&first);
	return 0;
}

SEC("?tc")
int resilient_twice(struct __sk_buff *skb)
{
	if (bpf_res_spin_lock(&outer))
		return 0;
	if (!bpf_res_spin_lock(&outer)) // expect: KF411
		bpf_res_spin_unlock(&outer);
	bpf_res_spin_unlock(&outer);
	return 0;
}

SEC("?tc")
int out_of_order(struct __sk_buff *skb)
{
	if (bpf_res_spin_lock(&outer))
		return 0;
	if (bpf_res_spin_lock(&inner)) {
		bpf_res_spin_unlock(&outer);
		return 0;
	}
	bpf_res_spin_unlock(&outer); // expect: KF411
	bpf_res_spin_unlock(&inner);
	return 0;
}

SEC("?tc")
int no_lock(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key);

	if (!value)
		return 0;
	bpf_spin_lock((struct bpf_spin_lock *)&value->count); // expect: KF411
	bpf_spin_unlock((struct bpf_spin_lock *)&value->count);
	return 0;
}

char _license[] SEC("license") = "GPL";
