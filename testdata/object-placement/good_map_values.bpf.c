// bpflint: kernel=6.18
// Maps whose values may hold the object: with types, of a type that may, one of a kind.
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
	struct bpf_timer second;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, int);
	__type(value, struct alert);
} alarms SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, int);
	__type(value, struct guarded);
} counters SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, int);
	__type(value, struct waiting);
} waiters SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
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
int timer_in_hash(struct __sk_buff *skb)
{
	int key = 0;
	struct alert *alarm = bpf_map_lookup_elem(&alarms, &key);

	return alarm ? bpf_timer_init(&alarm->timer, &alarms, 1) : 0;
}

SEC("tc")
int lock_in_hash(struct __sk_buff *skb)
{
	int key = 0;
	struct guarded *guarded = bpf_map_lookup_elem(&counters, &key);

	if (!guarded)
		return 0;
	bpf_spin_lock(&guarded->lock);
	guarded->hits++;
	bpf_spin_unlock(&guarded->lock);
	return 0;
}

SEC("tc")
int resilient_lock(struct __sk_buff *skb)
{
	int key = 0;
	struct waiting *waiting = bpf_map_lookup_elem(&waiters, &key);

	if (!waiting)
		return 0;
	if (bpf_res_spin_lock(&waiting->lock))
		return 0;
	waiting->hits++;
	bpf_res_spin_unlock(&waiting->lock);
	return 0;
}

SEC("tc")
int wq_in_array(struct __sk_buff *skb)
{
	int key = 0;
	struct work *work = bpf_map_lookup_elem(&works, &key);

	return work ? bpf_wq_init(&work->wq, &works, 0) : 0;
}

SEC("tc")
int wq_and_timer(struct __sk_buff *skb)
{
	int key = 0;
	struct pair *pair = bpf_map_lookup_elem(&pairs, &key);

	return pair ? bpf_wq_init(&pair->first, &pairs, 0) : 0;
}

char LICENSE[] SEC("license") = "GPL";
