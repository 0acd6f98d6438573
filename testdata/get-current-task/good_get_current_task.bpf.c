// SPDX-License-Identifier: MIT
/* The same without the habit, and what only looks like it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

SEC("tp_btf/task_newtask")
int BPF_PROG(a_pointer)
{
	struct task_struct *task = bpf_get_current_task_btf();

	return task->tgid;
}
