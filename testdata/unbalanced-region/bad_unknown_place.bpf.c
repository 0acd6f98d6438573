#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

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
int left_locked(struct __sk_buff *skb)
{
	struct counter *counter, *same;
	u32 key = 0;

	counter = bpf_map_lookup_elem(&counters, &key);
	if (!counter)
		return 0;
	asm volatile("w5 = 0; %0 = %1" : "=r"(same) : "r"(counter) : "r5");
	bpf_spin_lock(&same->lock);
	counter->n++;
	return 0; // expect: KF407
}
