// bpflint: select=BP608
// SPDX-License-Identifier: MIT
/* Each marked line is what BP608 advises about. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("fentry/do_unlinkat")
int on_a_function(void *ctx) // expect: BP608
{
	return 0;
}

static __noinline int count(void *ctx)
{
	return bpf_get_smp_processor_id();
}

SEC("fexit/do_unlinkat")
int on_it_as_well(void *ctx) // told with the first
{
	return count(ctx) > 64;
}

SEC("fentry/vfs_unlink_of_the_loader")
int elsewhere(void *ctx) // no kernel is known to have it, so it takes nobody's place
{
	return count(ctx) > 64;
}
