// bpflint: kernel=6.18
// What is around a dynptr, or was one, is memory like other memory.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} records SEC(".maps");

int seen;

SEC("?raw_tp/sys_enter")
int read_after_release(void *ctx)
{
	struct bpf_dynptr record;

	bpf_ringbuf_reserve_dynptr(&records, 8, 0, &record);
	bpf_ringbuf_discard_dynptr(&record, 0);
	seen = *(volatile char *)((void *)&record + (seen & 0xf)); // silent: it is none any more
	return 0;
}

SEC("?raw_tp/sys_enter")
int beside_it(void *ctx)
{
	struct {
		char bytes[16];
		struct bpf_dynptr record;
	} both = {};

	bpf_ringbuf_reserve_dynptr(&records, 8, 0, &both.record);
	*(volatile char *)&both.bytes[seen & 0xf] = 1; // silent: in front of it
	seen = *(volatile char *)&both.bytes[seen & 0xf];
	bpf_ringbuf_submit_dynptr(&both.record, 0);
	return 0;
}

char _license[] SEC("license") = "GPL";
