// Elements at indices that may lie outside of their object.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define SLOTS 16

struct stats {
	u32 n;
	u16 port;
	u64 slots[SLOTS];
	char name[SLOTS];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct stats);
} values SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

u64 histogram[32];
u32 newest;

char LICENSE[] SEC("license") = "GPL";

static __always_inline struct stats *find(void)
{
	u32 key = 0;

	return bpf_map_lookup_elem(&values, &key);
}

SEC("tp_btf/sched_switch")
int untested(u64 *ctx)
{
	struct stats *stats = find();

	if (!stats)
		return 0;
	stats->slots[stats->n]++; // expect: KF413
	return 0;
}

SEC("tp_btf/sched_switch")
int masked_too_much(u64 *ctx)
{
	struct stats *stats = find();

	if (!stats)
		return 0;
	stats->slots[stats->n & 31]++; // expect: KF413
	return 0;
}

SEC("tp_btf/sched_switch")
int random(u64 *ctx)
{
	struct stats *stats = find();

	if (!stats)
		return 0;
	stats->slots[bpf_get_prandom_u32()]++; // expect: KF413
	return 0;
}

SEC("tp_btf/sched_switch")
int byte(u64 *ctx)
{
	struct stats *stats = find();

	if (!stats)
		return 0;
	stats->slots[(u8)bpf_get_prandom_u32()]++; // expect: KF413
	return 0;
}

SEC("tp_btf/sched_switch")
int by_pid(u64 *ctx)
{
	struct stats *stats = find();
	u32 pid = bpf_get_current_pid_tgid() >> 32;

	if (!stats)
		return 0;
	stats->slots[pid]++; // expect: KF413
	return 0;
}

SEC("tp_btf/sched_switch")
int half_tested(u64 *ctx)
{
	struct stats *stats = find();
	int n;

	if (!stats)
		return 0;
	n = stats->n;
	if (n >= SLOTS)
		return 0;
	stats->slots[n]++; // expect: KF413
	return 0;
}

SEC("tp_btf/sched_switch")
int shifted(u64 *ctx)
{
	struct stats *stats = find();

	if (!stats)
		return 0;
	stats->slots[stats->n >> 24]++; // expect: KF413
	return 0;
}

SEC("tp_btf/sched_switch")
int steps_on(u64 *ctx)
{
	struct stats *stats = find();
	char *place;

	if (!stats)
		return 0;
	place = stats->name;
	place += stats->n;
	*place = 0; // expect: KF413
	return 0;
}

SEC("tp_btf/sched_switch")
int end_of_string(u64 *ctx)
{
	struct stats *stats = find();
	long length;

	if (!stats)
		return 0;
	length = bpf_probe_read_kernel_str(stats->name, sizeof(stats->name), (void *)ctx[1]);
	stats->name[length] = 0; // expect: KF413
	return 0;
}

SEC("tp_btf/sched_switch")
int size_masked_too_much(u64 *ctx)
{
	struct stats *stats = find();

	if (!stats)
		return 0;
	bpf_probe_read_kernel(stats->name, stats->n & 0xff, (void *)ctx[1]); // expect: KF413
	return 0;
}

SEC("tp_btf/sched_switch")
int size_of_two_bytes(u64 *ctx)
{
	struct stats *stats = find();

	if (!stats)
		return 0;
	bpf_probe_read_kernel(stats->name, stats->port, (void *)ctx[1]); // expect: KF413
	return 0;
}

SEC("tp_btf/sched_switch")
int copied_behind(u64 *ctx)
{
	struct stats *stats = find();
	u32 n;

	if (!stats)
		return 0;
	n = stats->n;
	if (n >= SLOTS)
		return 0;
	bpf_probe_read_kernel(&stats->slots[n], 128, (void *)ctx[1]); // expect: KF413
	return 0;
}

SEC("tp_btf/sched_switch")
int offset_of_copy(u64 *ctx)
{
	struct stats *stats = find();

	if (!stats)
		return 0;
	bpf_probe_read_kernel(stats->name + (stats->n & 0x3f), 16, (void *)ctx[1]); // expect: KF413
	return 0;
}

SEC("tp_btf/sched_switch")
int global(u64 *ctx)
{
	histogram[newest]++; // expect: KF413
	return 0;
}

SEC("tp_btf/sched_switch")
int record(u64 *ctx)
{
	struct stats *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event)
		return 0;
	event->slots[bpf_get_prandom_u32()] = 1; // expect: KF413
	bpf_ringbuf_submit(event, 0);
	return 0;
}

SEC("tp_btf/sched_switch")
int stack(u64 *ctx)
{
	char name[16];

	bpf_get_current_comm(name, sizeof(name));
	return name[bpf_get_prandom_u32()]; // expect: KF413
}

SEC("tp_btf/sched_switch")
int stack_written(u64 *ctx)
{
	char name[16];

	bpf_get_current_comm(name, sizeof(name));
	name[bpf_get_prandom_u32() & 0xfff] = 0; // expect: KF413
	return bpf_map_update_elem(&values, name, &histogram, 0);
}

SEC("tp_btf/sched_switch")
int BPF_PROG(kernel_object, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	return next->comm[bpf_get_prandom_u32() & 15]; // expect: KF413
}

SEC("tp_btf/sched_switch")
int numbers(u64 *ctx)
{
	struct stats *stats = find();
	struct bpf_iter_num it;
	int *number;

	if (!stats)
		return 0;
	bpf_iter_num_new(&it, 0, SLOTS);
	while ((number = bpf_iter_num_next(&it)))
		stats->slots[*number]++; // expect: KF413
	bpf_iter_num_destroy(&it);
	return 0;
}

SEC("tp_btf/sched_switch")
int too_many_numbers(u64 *ctx)
{
	struct stats *stats = find();
	int i;

	if (!stats)
		return 0;
	bpf_for(i, 0, 64)
		stats->slots[i]++; // expect: KF413
	return 0;
}
