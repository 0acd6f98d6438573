// bpflint: kernel=6.18
// Contexts are no memory to kfuncs and global functions, but those of syscall programs, and these from their beginning on.
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
int words(void *ctx)
{
	struct bpf_dynptr data;
	char *found;

	bpf_dynptr_from_mem(bytes, sizeof(bytes), 0, &data);
	found = bpf_dynptr_slice(&data, 0, ctx, 8); // expect: KF413
	return found ? *found : 0;
}

SEC("tc")
int packet(struct __sk_buff *skb)
{
	struct bpf_dynptr data;
	char *found;

	bpf_dynptr_from_mem(bytes, sizeof(bytes), 0, &data);
	found = bpf_dynptr_slice(&data, 0, skb, 8); // expect: KF413
	return found ? *found : 0;
}

SEC("kprobe/do_unlinkat")
int registers(struct pt_regs *ctx)
{
	return first_of((int *)ctx); // expect: KF105
}

SEC("syscall")
int name(struct arguments *ctx)
{
	return bpf_copy_from_user_str(ctx->name, sizeof(ctx->name), (void *)16, 0); // expect: KF413
}

SEC("syscall")
int part(struct arguments *ctx)
{
	return first_of((int *)ctx->name); // expect: KF413
}

char _license[] SEC("license") = "GPL";
