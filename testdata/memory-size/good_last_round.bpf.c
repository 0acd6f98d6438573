// bpflint: kernel=6.18
// Loops whose counter says more than is accessed: they are left before, or leave out the last rounds.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define SLOTS 24

struct histogram {
	__u64 slots[SLOTS];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, struct histogram);
} histograms SEC(".maps");

SEC("xdp")
int as_far_as_there_is(struct xdp_md *ctx)
{
	__u32 key = ctx->rx_queue_index;
	struct histogram *histogram = bpf_map_lookup_elem(&histograms, &key);
	__u64 sum = 0;

	if (!histogram)
		return XDP_PASS;
	for (int i = 0; i < SLOTS; i++)
		sum += histogram->slots[i]; // silent: the last one is there
	return sum & 1;
}

SEC("xdp")
int left_before(struct xdp_md *ctx)
{
	__u32 key = ctx->rx_queue_index;
	struct histogram *histogram = bpf_map_lookup_elem(&histograms, &key);
	__u64 sum = 0;

	if (!histogram)
		return XDP_PASS;
	for (int i = 0; i <= SLOTS; i++) {
		if (i == SLOTS)
			break;
		sum += histogram->slots[i]; // silent: another test ends the loop
	}
	return sum & 1;
}

SEC("xdp")
int left_out(struct xdp_md *ctx)
{
	__u32 key = ctx->rx_queue_index;
	struct histogram *histogram = bpf_map_lookup_elem(&histograms, &key);
	__u64 sum = 0;

	if (!histogram)
		return XDP_PASS;
	for (int i = 0; i < 2 * SLOTS; i++) {
		if (i >= SLOTS)
			continue;
		sum += histogram->slots[i]; // silent: not in each round
	}
	return sum & 1;
}

SEC("xdp")
int another_counter(struct xdp_md *ctx)
{
	__u32 key = ctx->rx_queue_index;
	struct histogram *histogram = bpf_map_lookup_elem(&histograms, &key);
	int place = SLOTS - 1;

	if (!histogram)
		return XDP_PASS;
	for (int i = 0; i < SLOTS; i++) {
		histogram->slots[place - i / 2] += i; // silent: both move
		if (i & 1)
			place++;
	}
	return place & 1;
}

SEC("xdp")
int a_byte_further_each_time(struct xdp_md *ctx)
{
	__u8 *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	__u32 hash = 5381;

	for (int i = 0; i < 16; i++) {
		if (data + i + 1 > end)
			continue;
		hash = hash * 33 + data[i]; // silent: compared in each round
	}
	return hash & 1;
}

char LICENSE[] SEC("license") = "GPL";
