// bpflint: kernel=6.18
// The context of a syscall program is memory from its beginning on, and of others there may be a copy.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void *bpf_dynptr_slice(const struct bpf_dynptr *p, __u32 offset, void *buffer__opt, __u32 buffer__szk) __ksym;
extern int bpf_copy_from_user_str(void *dst, __u32 size, const void *address, __u64 flags) __ksym;

struct arguments {
	__u64 size;
	char name[16];
};

char bytes[64];

__noinline int first_of(int *numbers)
{
	return numbers ? *numbers : 0;
}

SEC("raw_tp/sys_enter")
int words(__u64 *ctx)
{
	struct bpf_dynptr data;
	__u64 copy = ctx[1];
	char *found;

	bpf_dynptr_from_mem(bytes, sizeof(bytes), 0, &data);
	found = bpf_dynptr_slice(&data, 0, &copy, sizeof(copy));
	return found ? *found : 0;
}

SEC("syscall")
int name(struct arguments *ctx)
{
	return bpf_copy_from_user_str(ctx, sizeof(*ctx), (void *)16, 0);
}

SEC("syscall")
int number(struct arguments *ctx)
{
	return first_of((int *)ctx);
}

char _license[] SEC("license") = "GPL";
