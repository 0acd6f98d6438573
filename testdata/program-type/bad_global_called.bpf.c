// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
extern void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

const volatile bool switches[2];
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

__weak int make_mask(__u32 n)
{
	struct bpf_cpumask *mask = bpf_cpumask_create(); // expect: KF201

	if (mask)
		bpf_cpumask_release(mask); // expect: KF201
	return n;
}

SEC("tc")
int behind_the_last_value(struct __sk_buff *skb)
{
	__u32 key = 2;

	if (bpf_map_lookup_elem(&counts, &key))
		return 0;
	return make_mask(skb->len);
}

SEC("tc")
int on_both_sides_of_a_switch(struct __sk_buff *skb)
{
	if (switches[1]) {
		skb->mark = 1;
		return make_mask(1);
	}
	return make_mask(2);
}

char _license[] SEC("license") = "GPL";
