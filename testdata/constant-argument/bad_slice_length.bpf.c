#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void *bpf_dynptr_slice(const struct bpf_dynptr *p, u64 offset, void *buffer__opt, u64 buffer__szk) __ksym;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ringbuf SEC(".maps");

__u32 wanted;

SEC("tp/syscalls/sys_enter_nanosleep")
int length_from_a_variable(void *ctx)
{
	struct bpf_dynptr ptr;
	char buffer[16] = {};
	char *data;

	bpf_ringbuf_reserve_dynptr(&ringbuf, 64, 0, &ptr);
	data = bpf_dynptr_slice(&ptr, 0, buffer, wanted & 15); // expect: KF106
	if (data)
		bpf_printk("%d", data[0]);
	bpf_ringbuf_discard_dynptr(&ptr, 0);
	return 0;
}

char _license[] SEC("license") = "GPL";
