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

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, __u64);
	__type(value, __u64);
	__uint(max_entries, 16);
} started SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(a_key_and_a_pointer)
{
	__u64 task = bpf_get_current_task(); // told with the first: it is made a pointer below
	__u64 group = BPF_CORE_READ((struct task_struct *)task, tgid);

	return bpf_map_update_elem(&started, &task, &group, BPF_ANY);
}
