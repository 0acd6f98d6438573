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
int stack_where_it_belongs(void *ctx)
{
	return bpf_get_stackid(ctx, &stacks, 0); // silent: the kind of map that the helper is for
}

SEC("kprobe")
int lookup_in_a_hash(void *ctx)
{
	__u64 key = 0;

	return !!bpf_map_lookup_elem(&table, &key); // silent: every helper that takes a hash
}

SEC("kprobe")
int ring_buffer(void *ctx)
{
	__u64 event = 0;

	return bpf_ringbuf_output(&events, &event, sizeof(event), 0); // silent: a ring buffer
}

char _license[] SEC("license") = "GPL";
