// SPDX-License-Identifier: MIT
/* The same without the habit, and what only looks like it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("kprobe/do_nanosleep")
int reads_a_user(struct pt_regs *ctx)
{
	char name[16];

	bpf_probe_read_user(name, sizeof(name), (void *)ctx->di);
	bpf_probe_read_kernel(name, sizeof(name), (void *)ctx->si);
	return name[0];
}
