#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

extern int bpf_copy_from_user_str(void *dst, u32 dst__sz, const void *unsafe_ptr__ign, u64 flags) __weak __ksym;

char buffer[8];

struct options {
	int kind;
	bool may_sleep;
};

static __always_inline int fetch(const struct options *options)
{
	if (options->may_sleep)
		return bpf_copy_from_user_str(buffer, 8, (void *)1, 0); // silent: no caller lets it sleep
	return bpf_probe_read_user_str(buffer, 8, (void *)1);
}

SEC("kprobe/vfs_read")
int option_of_the_caller(struct pt_regs *ctx)
{
	struct options options = {.kind = 1, .may_sleep = false};

	return fetch(&options) & 0;
}
