// bpflint: kernel=6.18
// Loops that count one too far: only their last round reaches behind the object.
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

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

SEC("xdp")
int one_too_far(struct xdp_md *ctx)
{
	__u32 key = ctx->rx_queue_index;
	struct histogram *histogram = bpf_map_lookup_elem(&histograms, &key);
	__u64 sum = 0;

	if (!histogram)
		return XDP_PASS;
	for (int i = 0; i <= SLOTS; i++)
		sum += histogram->slots[i]; // expect: KF413
	return sum & 1;
}

SEC("xdp")
int one_too_few(struct xdp_md *ctx)
{
	__u64 *record = bpf_ringbuf_reserve(&events, SLOTS * sizeof(*record), 0);

	if (!record)
		return XDP_PASS;
	for (int i = SLOTS - 1; i >= -1; i--)
		record[i] = i; // expect: KF413
	bpf_ringbuf_submit(record, 0);
	return XDP_PASS;
}

SEC("xdp")
int whatever_was_added(struct xdp_md *ctx)
{
	__u32 key = ctx->rx_queue_index, odd = 0;
	struct histogram *histogram = bpf_map_lookup_elem(&histograms, &key);

	if (!histogram)
		return XDP_PASS;
	for (int i = 0; i < 2 * SLOTS; i += 2) {
		if (bpf_get_prandom_u32() & 1)
			odd++;
		histogram->slots[i] += odd; // expect: KF413
	}
	return odd & 1;
}

SEC("xdp")
int behind_packet(struct xdp_md *ctx)
{
	__u8 *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	__u32 hash = 5381;

	if (data + 16 > end)
		return XDP_PASS;
	for (int i = 0; i <= 16; i++)
		hash = hash * 33 + data[i]; // expect: KF417
	return hash & 1;
}

char LICENSE[] SEC("license") = "GPL";
