// bpflint: kernel=6.18
// Nothing but kfuncs and helpers reads or writes what is in a dynptr, wherever in it that may be.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} records SEC(".maps");

int seen;
char memory[64];

SEC("?raw_tp/sys_enter")
int written_somewhere(void *ctx)
{
	struct bpf_dynptr record;

	bpf_ringbuf_reserve_dynptr(&records, 8, 0, &record);
	*(volatile char *)((void *)&record + (seen & 0xf)) = 0; // expect: KF409
	bpf_ringbuf_submit_dynptr(&record, 0); // expect: KF409
	return 0;
}

SEC("?raw_tp/sys_enter")
int written_somewhere_and_used(void *ctx)
{
	struct bpf_dynptr bytes;

	bpf_dynptr_from_mem(memory, sizeof(memory), 0, &bytes);
	*(volatile char *)((void *)&bytes + (seen & 0xf)) = 0;
	bpf_dynptr_read(&seen, sizeof(seen), &bytes, 0, 0); // expect: KF409
	return 0;
}

SEC("?raw_tp/sys_enter")
int read_somewhere(void *ctx)
{
	struct bpf_dynptr bytes;

	bpf_dynptr_from_mem(memory, sizeof(memory), 0, &bytes);
	seen = *(volatile char *)((void *)&bytes + (seen & 0xf)); // expect: KF409
	return 0;
}

SEC("?raw_tp/sys_enter")
int copied_to_a_variable(void *ctx)
{
	struct bpf_dynptr record;

	bpf_ringbuf_reserve_dynptr(&records, 8, 0, &record);
	__builtin_memcpy(&seen, (void *)&record + 8, sizeof(seen)); // expect: KF409
	bpf_ringbuf_discard_dynptr(&record, 0);
	return 0;
}

SEC("?raw_tp/sys_enter")
int slice_of_what_was_written_over(void *ctx)
{
	struct bpf_dynptr bytes;
	char *slice;

	bpf_dynptr_from_mem(memory, sizeof(memory), 0, &bytes);
	slice = bpf_dynptr_data(&bytes, 0, 1);
	*(volatile char *)&bytes = 0;
	bpf_this_cpu_ptr(slice); // expect: KF405
	return 0;
}

char _license[] SEC("license") = "GPL";
