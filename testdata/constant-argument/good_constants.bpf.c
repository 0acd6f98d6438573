#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void *bpf_dynptr_slice(const struct bpf_dynptr *p, u64 offset, void *buffer__opt, u64 buffer__szk) __ksym;

#define LENGTH 8

static __always_inline char *first(struct bpf_dynptr *ptr, char *buffer, __u64 length)
{
	return bpf_dynptr_slice(ptr, 0, buffer, length); // silent: a constant in every caller
}

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ringbuf SEC(".maps");

SEC("tp/syscalls/sys_enter_nanosleep")
int lengths_are_constants(void *ctx)
{
	struct bpf_dynptr ptr;
	char buffer[16] = {};
	int length = LENGTH;
	char *data;

	bpf_ringbuf_reserve_dynptr(&ringbuf, 64, 0, &ptr);
	data = bpf_dynptr_slice(&ptr, 0, buffer, sizeof(buffer));
	if (data)
		bpf_printk("%d", data[0]);
	data = bpf_dynptr_slice(&ptr, 0, buffer, length); // silent: the variable has one value
	if (data)
		bpf_printk("%d", data[1]);
	data = first(&ptr, buffer, 4);
	if (data)
		bpf_printk("%d", data[2]);
	bpf_ringbuf_discard_dynptr(&ptr, 0);
	return 0;
}

char _license[] SEC("license") = "GPL";
