#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern __u64 bpf_dynptr_size(const struct bpf_dynptr *p) __ksym;
extern void *bpf_dynptr_slice(const struct bpf_dynptr *p, u64 offset, void *buffer__opt, u64 buffer__szk) __ksym;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

int result;

SEC("tp/syscalls/sys_enter_nanosleep")
int used_before_reserve(void *ctx)
{
	struct bpf_dynptr ptr;

	result = bpf_dynptr_size(&ptr); // expect: KF409
	return 0;
}

SEC("tp/syscalls/sys_enter_nanosleep")
int never_submitted(void *ctx)
{
	struct bpf_dynptr ptr;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr); // note: reserved here
	return 0; // expect: KF409
}

SEC("tp/syscalls/sys_enter_nanosleep")
int used_after_submit(void *ctx)
{
	struct bpf_dynptr ptr;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	result = bpf_dynptr_size(&ptr); // expect: KF409
	return 0;
}

SEC("tp/syscalls/sys_enter_nanosleep")
int slice_after_submit(void *ctx)
{
	struct bpf_dynptr ptr;
	int *data;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr);
	data = bpf_dynptr_data(&ptr, 0, sizeof(*data));
	if (!data) {
		bpf_ringbuf_discard_dynptr(&ptr, 0);
		return 0;
	}
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	result = *data; // expect: KF405
	return 0;
}

char _license[] SEC("license") = "GPL";
