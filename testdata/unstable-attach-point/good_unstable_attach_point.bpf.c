// bpflint: select=BP608
// SPDX-License-Identifier: MIT
/* The same without the habit, and what only looks like it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("lsm/inode_unlink")
int on_a_hook(void *ctx)
{
	return 0;
}

SEC("fentry/__x64_sys_nanosleep")
int on_a_syscall(void *ctx) // silent: system calls stay
{
	return 0;
}
