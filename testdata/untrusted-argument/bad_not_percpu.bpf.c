#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} counters SEC(".maps");

SEC("tp_btf/task_newtask")
int object_of_a_kfunc(u64 *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	bpf_this_cpu_ptr(task); // expect: KF108
	bpf_task_release(task);
	return 0;
}

SEC("tp_btf/task_newtask")
int value_of_a_percpu_map(u64 *ctx)
{
	__u32 key = 0;
	__u64 *counter = bpf_map_lookup_elem(&counters, &key);

	if (counter)
		bpf_per_cpu_ptr(counter, 1); // expect: KF108
	return 0;
}

__u64 number;

SEC("tp_btf/task_newtask")
int variable_of_the_program(u64 *ctx)
{
	bpf_this_cpu_ptr(&number); // expect: KF108
	return 0;
}

char _license[] SEC("license") = "GPL";
