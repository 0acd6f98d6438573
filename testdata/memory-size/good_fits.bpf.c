#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_copy_from_user_str(void *dst, u32 dst__sz, const void *unsafe_ptr__ign, u64 flags) __ksym;

char name[16];
__u32 wanted;

SEC("syscall")
int whole_buffer(void *ctx)
{
	return bpf_copy_from_user_str(name, sizeof(name), NULL, 0);
}

SEC("syscall")
int length_checked(void *ctx)
{
	__u32 length = wanted;

	if (length > sizeof(name))
		return 0;
	return bpf_copy_from_user_str(name, length, NULL, 0); // silent: at most 16 here
}

SEC("syscall")
int length_masked(void *ctx)
{
	return bpf_copy_from_user_str(name, (wanted & 7) + 1, NULL, 0); // silent: at most 8
}

char _license[] SEC("license") = "GPL";
