// SPDX-License-Identifier: MIT
/* The same without the habit, and what only looks like it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring SEC(".maps");

SEC("tp_btf/task_newtask")
int reserves(void *ctx)
{
	__u32 *event = bpf_ringbuf_reserve(&ring, sizeof(*event), 0);

	if (!event)
		return 0;
	*event = bpf_get_smp_processor_id();
	bpf_ringbuf_submit(event, 0);
	return 0;
}

struct { // silent: counters
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(int));
	__uint(value_size, sizeof(int));
} counters SEC(".maps");

SEC("kprobe/do_nanosleep")
int counts(void *ctx)
{
	return bpf_perf_event_read(&counters, BPF_F_CURRENT_CPU) > 7;
}

struct { // silent: the packet is sent along
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(int));
	__uint(value_size, sizeof(int));
} packets SEC(".maps");

struct { // silent: flags that are computed may ask for it
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(int));
	__uint(value_size, sizeof(int));
} lengths SEC(".maps");

SEC("tc")
int sends_the_packet(struct __sk_buff *skb)
{
	__u32 length = skb->len;

	bpf_perf_event_output(skb, &packets, BPF_F_CURRENT_CPU | 64ULL << 32, &length, sizeof(length));
	bpf_perf_event_output(skb, &lengths, BPF_F_CURRENT_CPU | (__u64)length << 32, &length, sizeof(length));
	return 0;
}
