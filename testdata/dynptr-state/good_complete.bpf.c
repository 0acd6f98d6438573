#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern __u64 bpf_dynptr_size(const struct bpf_dynptr *p) __ksym;
extern int bpf_dynptr_clone(const struct bpf_dynptr *p, struct bpf_dynptr *clone__uninit) __ksym;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

char buffer[16];
int result;

SEC("tp/syscalls/sys_enter_nanosleep")
int reserved_and_submitted(void *ctx)
{
	struct bpf_dynptr ptr;
	int *data;

	if (bpf_ringbuf_reserve_dynptr(&events, 16, 0, &ptr) < 0) {
		bpf_ringbuf_discard_dynptr(&ptr, 0); // also a failed reserve wants a discard
		return 0;
	}
	data = bpf_dynptr_data(&ptr, 0, sizeof(*data));
	if (data)
		*data = 1;
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	return 0;
}

SEC("tp/syscalls/sys_enter_nanosleep")
int local_memory_needs_no_release(void *ctx)
{
	struct bpf_dynptr ptr, clone;

	bpf_dynptr_from_mem(buffer, sizeof(buffer), 0, &ptr);
	bpf_dynptr_clone(&ptr, &clone);
	result = bpf_dynptr_size(&clone); // silent: nothing is reserved, so nothing leaks
	return 0;
}

char _license[] SEC("license") = "GPL";
