// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
extern void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

__weak int make_mask(__u32 n)
{
	struct bpf_cpumask *mask = bpf_cpumask_create(); // silent: the verifier looks at a global function when called

	if (mask)
		bpf_cpumask_release(mask);
	return n;
}

SEC("tc")
int a_value_that_is_always_there(struct __sk_buff *skb)
{
	__u32 key = 0;

	if (bpf_map_lookup_elem(&counts, &key))
		return 0;
	return make_mask(skb->len);
}

char _license[] SEC("license") = "GPL";
