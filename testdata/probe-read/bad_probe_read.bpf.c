// SPDX-License-Identifier: MIT
/* Each marked line is what BP602 advises about. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("kprobe/do_nanosleep")
int reads_somebody(struct pt_regs *ctx)
{
	char name[16];

	bpf_probe_read(name, sizeof(name), (void *)ctx->di); // expect: BP602
	bpf_probe_read_str(name, sizeof(name), (void *)ctx->di);
	return name[0];
}
