#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void *bpf_dynptr_slice(const struct bpf_dynptr *p, u64 offset, void *buffer__opt, u64 buffer__szk) __ksym;
extern int bpf_copy_from_user_str(void *dst, u32 dst__sz, const void *unsafe_ptr__ign, u64 flags) __ksym;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

char name[16];
__u32 wanted;

SEC("tp/syscalls/sys_enter_nanosleep")
int slice_larger_than_buffer(void *ctx)
{
	struct bpf_dynptr ptr;
	char buffer[8] = {};
	char *data;

	bpf_ringbuf_reserve_dynptr(&events, 64, 0, &ptr);
	data = bpf_dynptr_slice(&ptr, 0, buffer, 16); // expect: KF413 warning
	if (data)
		bpf_printk("%d", data[0]);
	bpf_ringbuf_discard_dynptr(&ptr, 0);
	return 0;
}

SEC("syscall")
int larger_than_the_global(void *ctx)
{
	return bpf_copy_from_user_str(name, 32, NULL, 0); // expect: KF413
}

SEC("syscall")
int length_not_bounded(void *ctx)
{
	return bpf_copy_from_user_str(name, wanted, NULL, 0); // expect: KF413
}

char _license[] SEC("license") = "GPL";
