// bpflint: select=BP603
// SPDX-License-Identifier: MIT
/* Each marked line is what BP603 advises about. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

SEC("tp_btf/task_newtask")
int BPF_PROG(copies, struct task_struct *task)
{
	bpf_printk("%d", BPF_CORE_READ(task, real_parent, tgid)); // expect: BP603
	return 0;
}
