// bpflint: kernel=6.18
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, __u64);
	__type(value, __u64);
} table SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, __u64[16]);
} stacks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

SEC("kprobe")
int stack_in_a_hash(void *ctx)
{
	return bpf_get_stackid(ctx, &table, 0); // expect: KF410
}

SEC("kprobe")
int lookup_in_a_ring_buffer(void *ctx)
{
	__u64 key = 0;

	return !!bpf_map_lookup_elem(&events, &key); // expect: KF410
}

SEC("kprobe")
int record_in_a_hash(void *ctx)
{
	void *record = bpf_ringbuf_reserve(&table, 8, 0); // expect: KF410

	if (record)
		bpf_ringbuf_discard(record, 0);
	return 0;
}

char _license[] SEC("license") = "GPL";
