// SPDX-License-Identifier: MIT
/* Each marked line is what BP604 advises about. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

SEC("tp_btf/task_newtask")
int BPF_PROG(a_number)
{
	struct task_struct *task = (void *)bpf_get_current_task(); // expect: BP604

	return BPF_CORE_READ(task, tgid);
}
