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

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, __u64);
	__type(value, __u64);
	__uint(max_entries, 16);
} started SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(a_key)
{
	__u64 task = bpf_get_current_task(), now = bpf_ktime_get_ns(); // silent: a number is what the map wants

	return bpf_map_update_elem(&started, &task, &now, BPF_ANY);
}
