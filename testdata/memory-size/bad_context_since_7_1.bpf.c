// bpflint: kernel=7.3
/* A context is no buffer, not even where accesses to it are not rewritten. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void *bpf_dynptr_slice(const struct bpf_dynptr *p, u64 offset, void *buffer__nullable, u64 buffer__szk) __ksym;

static char bytes[64];

SEC("kprobe/do_nanosleep")
int reads_nothing(struct pt_regs *ctx)
{
	struct bpf_dynptr memory;

	bpf_dynptr_from_mem(bytes, sizeof(bytes), 0, &memory);
	bpf_dynptr_slice(&memory, 0, ctx, 0); // expect: KF413
	return 0;
}

char _license[] SEC("license") = "GPL";
