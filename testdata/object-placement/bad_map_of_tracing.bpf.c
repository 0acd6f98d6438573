// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_wq_init(struct bpf_wq *wq, void *p__map, unsigned int flags) __ksym;
extern s64 bpf_map_sum_elem_count(const struct bpf_map *map) __ksym;

struct work {
	struct bpf_wq wq;
};

struct counter {
	struct bpf_spin_lock lock;
	int hits;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct work);
} works SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct counter);
} counters SEC(".maps");

SEC("perf_event")
int work_queue_in_perf_event(void *ctx)
{
	struct work *work;
	__u32 key = 0;

	work = bpf_map_lookup_elem(&works, &key); // expect: KF410
	if (work)
		bpf_wq_init(&work->wq, &works, 0);
	return 0;
}

static void count(void)
{
	struct counter *counter;
	__u32 key = 0;

	counter = bpf_map_lookup_elem(&counters, &key); // expect: KF410
	if (counter)
		counter->hits = 1;
}

SEC("kprobe/do_nanosleep")
int lock_in_kprobe(void *ctx) // note: starts here
{
	count();
	return 0;
}

SEC("tc")
int lock_in_tc(struct __sk_buff *skb)
{
	count();
	return 0;
}

SEC("tp_btf/task_newtask")
int work_queue_in_tp_btf(u64 *ctx)
{
	struct work *work;
	__u32 key = 0;

	work = bpf_map_lookup_elem(&works, &key); // silent: no tracing program to the verifier
	if (work)
		bpf_wq_init(&work->wq, &works, 0);
	return 0;
}

static struct counter here SEC(".data.here");

SEC("kprobe/do_nanosleep")
int beside_the_lock(void *ctx)
{
	bpf_probe_read_kernel(&here.hits, sizeof(here.hits), ctx); // expect: KF410
	return 0;
}

SEC("kprobe/do_nanosleep")
int only_counts(void *ctx)
{
	return bpf_map_sum_elem_count((const struct bpf_map *)&counters); // expect: KF410
}

SEC("tp_btf/task_newtask")
int counts_in_tp_btf(u64 *ctx)
{
	return bpf_map_sum_elem_count((const struct bpf_map *)&counters); // silent: no tracing program to the verifier
}

const volatile bool with_counters;

SEC("kprobe/do_nanosleep")
int if_a_loader_wants(void *ctx)
{
	struct counter *counter;
	__u32 key = 0;

	if (!with_counters)
		return 0;
	counter = bpf_map_lookup_elem(&counters, &key); // expect: KF410
	if (counter)
		counter->hits = 1;
	return 0;
}

static bool never_written;

SEC("kprobe/do_nanosleep")
int never_in_the_object(void *ctx)
{
	struct counter *counter;
	__u32 key = 0;

	if (!never_written)
		return 0;
	counter = bpf_map_lookup_elem(&counters, &key); // silent: compilers leave it out
	if (counter)
		counter->hits = 1;
	return 0;
}

char _license[] SEC("license") = "GPL";
