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
int written_behind_the_start(void *ctx)
{
	__u32 *record = bpf_ringbuf_reserve(&events, 16, 0);

	if (!record)
		return 0;
	record[1] = 2;
	bpf_ringbuf_submit(record, 0); // silent: the record as it was reserved
	return 0;
}

char _license[] SEC("license") = "GPL";
