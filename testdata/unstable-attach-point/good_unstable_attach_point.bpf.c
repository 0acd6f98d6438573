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

SEC("fentry/vfs_read")
int on_what_stays(void *ctx) // silent: every known kernel has it
{
	return 0;
}

SEC("kprobe/dummy_of_the_loader")
int on_a_place_holder(void *ctx) // silent: no kernel has it, the loader names another
{
	return 0;
}
