// Elements at indices that were tested or masked.
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
int tested(u64 *ctx)
{
	struct stats *stats = find();
	u32 n;

	if (!stats)
		return 0;
	n = stats->n;
	if (n < SLOTS)
		stats->slots[n]++;
	return 0;
}

SEC("tp_btf/sched_switch")
int masked(u64 *ctx)
{
	struct stats *stats = find();

	if (!stats)
		return 0;
	stats->slots[stats->n & (SLOTS - 1)]++;
	return 0;
}

SEC("tp_btf/sched_switch")
int remainder(u64 *ctx)
{
	struct stats *stats = find();

	if (!stats)
		return 0;
	stats->slots[stats->n % SLOTS]++;
	return 0;
}

SEC("tp_btf/sched_switch")
int few_bits(u64 *ctx)
{
	struct stats *stats = find();

	if (!stats)
		return 0;
	stats->slots[(u8)bpf_get_prandom_u32() >> 4]++;
	return 0;
}

SEC("tp_btf/sched_switch")
int upper_bits(u64 *ctx)
{
	struct stats *stats = find();

	if (!stats)
		return 0;
	stats->slots[stats->n >> 28]++;
	return 0;
}

SEC("tp_btf/sched_switch")
int tested_twice(u64 *ctx)
{
	struct stats *stats = find();
	int n;

	if (!stats)
		return 0;
	n = stats->n;
	if (n < 0 || n >= SLOTS)
		return 0;
	stats->slots[n]++;
	return 0;
}

SEC("tp_btf/sched_switch")
int beyond_the_array(u64 *ctx)
{
	struct stats *stats = find();
	u32 n;

	if (!stats)
		return 0;
	n = stats->n;
	if (n <= SLOTS)
		stats->slots[n]++; // silent: still in the value of the map
	return 0;
}

SEC("tp_btf/sched_switch")
int computed(u64 *ctx)
{
	struct stats *stats = find();
	u64 now = bpf_ktime_get_ns();
	u32 n = 0;

	if (!stats)
		return 0;
	if (now > 1 << 20)
		n = 15;
	else if (now > 1 << 10)
		n = 10;
	stats->slots[n]++;
	return 0;
}

SEC("tp_btf/sched_switch")
int masked_size(u64 *ctx)
{
	struct stats *stats = find();

	if (!stats)
		return 0;
	bpf_probe_read_kernel(stats->slots, stats->n & 0x7f, (void *)ctx[1]);
	return 0;
}

SEC("tp_btf/sched_switch")
int offset_of_copy(u64 *ctx)
{
	struct stats *stats = find();

	if (!stats)
		return 0;
	bpf_probe_read_kernel(stats->slots + (stats->n & 0x7), 64, (void *)ctx[1]);
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
	if (length > 0 && length <= sizeof(stats->name))
		stats->name[length - 1] = 0;
	return 0;
}

SEC("tp_btf/sched_switch")
int numbers(u64 *ctx)
{
	struct stats *stats = find();
	int i;

	if (!stats)
		return 0;
	bpf_for(i, 0, SLOTS)
		stats->slots[i]++;
	return 0;
}

SEC("tp_btf/sched_switch")
int both_limits(u64 *ctx)
{
	struct stats *stats = find();
	u32 i;
	u64 sum = 0;

	if (!stats)
		return 0;
	for (i = 0; i < SLOTS && i < stats->n; i++)
		sum += stats->slots[i];
	newest = sum;
	return 0;
}

SEC("tp_btf/sched_switch")
int global(u64 *ctx)
{
	u32 n = newest;

	if (n < 32)
		histogram[n]++;
	return 0;
}

SEC("tp_btf/sched_switch")
int stack(u64 *ctx)
{
	char name[16];

	bpf_get_current_comm(name, sizeof(name));
	return name[bpf_get_prandom_u32() & 15];
}

SEC("tp_btf/sched_switch")
int BPF_PROG(kernel_object, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	int i, sum = 0;

	for (i = 0; i < 16; i++)
		sum += next->comm[i]; // silent: compilers unroll the loop
	newest = sum;
	return 0;
}
