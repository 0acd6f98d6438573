// bpflint: kernel=7.3
// The context of a syscall program has 65535 bytes, which may be used from anywhere on.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_copy_from_user_str(void *dst, __u32 size, const void *address, __u64 flags) __ksym;

__noinline int first_of(int *numbers)
{
	return numbers ? *numbers : 0;
}

SEC("syscall")
int whole(char *ctx)
{
	return bpf_copy_from_user(ctx, 65535, (void *)16);
}

SEC("syscall")
int to_the_end(char *ctx)
{
	return bpf_copy_from_user_str(ctx + 65530, 5, (void *)16, 0);
}

SEC("syscall")
int any_size(char *ctx)
{
	return bpf_copy_from_user(ctx, bpf_get_prandom_u32() & 0xffff, (void *)16);
}

SEC("syscall")
int last_number(char *ctx)
{
	return first_of((int *)(ctx + 65528));
}

char _license[] SEC("license") = "GPL";
