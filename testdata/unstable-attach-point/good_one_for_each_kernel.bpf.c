// bpflint: select=BP608
// SPDX-License-Identifier: MIT
/* A function that was renamed: the loader takes the program whose function the kernel has. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

static __noinline int count(void *ctx)
{
	return bpf_get_smp_processor_id();
}

SEC("?fentry/do_unlinkat")
int before(void *ctx) // silent: the one below takes its place
{
	return count(ctx) > 64;
}

SEC("?fentry/filename_unlinkat")
int since(void *ctx)
{
	return count(ctx) > 64;
}
