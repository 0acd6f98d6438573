// bpflint: kernel=6.18
// Kernels did not always keep objects of theirs from global functions.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

__noinline int reads(const int *number)
{
	return number ? *number : 0;
}

SEC("?raw_tp/sys_enter")
int gives_part_of_a_task(void *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();

	return reads(&task->prio); // silent: taken here
}

char _license[] SEC("license") = "GPL";
