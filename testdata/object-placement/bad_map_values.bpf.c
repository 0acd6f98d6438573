// bpflint: kernel=6.18
// Maps in whose values the kernel does not know the object: declared by size, of a type that may not, or with two.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_wq_init(struct bpf_wq *wq, void *p__map, unsigned int flags) __ksym;
extern int bpf_res_spin_lock(struct bpf_res_spin_lock *lock) __ksym;
extern void bpf_res_spin_unlock(struct bpf_res_spin_lock *lock) __ksym;

struct alert {
	struct bpf_timer timer;
};

struct work {
	struct bpf_wq wq;
};

struct guarded {
	struct bpf_spin_lock lock;
	int hits;
};

struct waiting {
	struct bpf_res_spin_lock lock;
	int hits;
};

struct pair {
	struct bpf_wq first;
	struct bpf_wq second;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__uint(key_size, sizeof(int));
	__uint(value_size, sizeof(struct alert));
} alarms SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__uint(key_size, sizeof(int));
	__uint(value_size, sizeof(struct guarded));
} counters SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 8);
	__type(key, int);
	__type(value, struct waiting);
} waiters SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 8);
	__type(key, int);
	__type(value, struct work);
} works SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, int);
	__type(value, struct pair);
} pairs SEC(".maps");

SEC("tc")
int timer_by_size(struct __sk_buff *skb)
{
	int key = 0;
	struct alert *alarm = bpf_map_lookup_elem(&alarms, &key);

	return alarm ? bpf_timer_init(&alarm->timer, &alarms, 1) : 0; // expect: KF410
}

SEC("tc")
int lock_by_size(struct __sk_buff *skb)
{
	int key = 0;
	struct guarded *guarded = bpf_map_lookup_elem(&counters, &key);

	if (!guarded)
		return 0;
	bpf_spin_lock(&guarded->lock); // expect: KF410
	guarded->hits++;
	bpf_spin_unlock(&guarded->lock); // silent: the refused lock is told once
	return 0;
}

SEC("tc")
int lock_in_lru(struct __sk_buff *skb)
{
	int key = 0;
	struct waiting *waiting = bpf_map_lookup_elem(&waiters, &key);

	if (!waiting)
		return 0;
	if (bpf_res_spin_lock(&waiting->lock)) // expect: KF410
		return 0;
	waiting->hits++;
	bpf_res_spin_unlock(&waiting->lock);
	return 0;
}

SEC("tc")
int wq_per_cpu(struct __sk_buff *skb)
{
	int key = 0;
	struct work *work = bpf_map_lookup_elem(&works, &key);

	return work ? bpf_wq_init(&work->wq, &works, 0) : 0; // expect: KF410
}

SEC("tc")
int two_in_one(struct __sk_buff *skb)
{
	int key = 0;
	struct pair *pair = bpf_map_lookup_elem(&pairs, &key);

	return pair ? bpf_wq_init(&pair->first, &pairs, 0) : 0; // expect: KF410
}

char LICENSE[] SEC("license") = "GPL";
