// bpflint: kernel=6.18
// Saved flags lie on the stack, where nothing but the function that restores them may look.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void bpf_local_irq_save(unsigned long *flags__irq_flag) __ksym;
extern void bpf_local_irq_restore(unsigned long *flags__irq_flag) __ksym;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} counts SEC(".maps");

unsigned long kept;

SEC("?tc")
int keeps_them(struct __sk_buff *skb)
{
	unsigned long flags;

	bpf_local_irq_save(&flags);
	kept = flags; // expect: KF407
	bpf_local_irq_restore(&flags);
	return 0;
}

SEC("?tc")
int looks_up_by_them(struct __sk_buff *skb)
{
	unsigned long flags;

	bpf_local_irq_save(&flags);
	bpf_map_lookup_elem(&counts, &flags); // expect: KF407
	bpf_local_irq_restore(&flags);
	return 0;
}

char _license[] SEC("license") = "GPL";
