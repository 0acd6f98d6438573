#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

extern void bpf_local_irq_save(unsigned long *flags__irq_flag) __ksym;
extern void bpf_local_irq_restore(unsigned long *flags__irq_flag) __ksym;

struct counter {
	struct bpf_spin_lock lock;
	int n;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct counter);
} counters SEC(".maps");

SEC("tc")
int locked_through_another_pointer(struct __sk_buff *skb)
{
	struct counter *counter, *same;
	u32 key = 0;

	counter = bpf_map_lookup_elem(&counters, &key);
	if (!counter)
		return 0;
	asm volatile("w5 = 0; %0 = %1" : "=r"(same) : "r"(counter) : "r5");
	bpf_spin_lock(&same->lock);
	counter->n++;
	bpf_spin_unlock(&counter->lock); // silent: it is the same lock
	bpf_spin_lock(&counter->lock);
	counter->n++;
	bpf_spin_unlock(&same->lock);
	return 0;
}

SEC("tc")
int saved_through_another_pointer(struct __sk_buff *skb)
{
	unsigned long flags, *same;

	asm volatile("w5 = 0; %0 = %1" : "=r"(same) : "r"(&flags) : "r5");
	bpf_local_irq_save(same);
	bpf_local_irq_restore(&flags); // silent: these are the same flags
	bpf_local_irq_save(&flags);
	bpf_local_irq_restore(same);
	return 0;
}
