// bpflint: kernel=6.18
// Operators that no pointer takes, and structs that lie around what a pointer points to.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct value {
	__u64 words[8];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, struct value);
} values SEC(".maps");

__u64 result;

SEC("tc")
int multiplies(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key);

	if (value)
		result = (__u64)value * 3; // expect: KF417
	return 0;
}

SEC("tc")
int masks(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key);

	if (value)
		result = (__u64)value & ~63ull; // expect: KF417
	return 0;
}

SEC("tc")
int inverts(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key);

	if (value)
		result = ~(__u64)value; // expect: KF417
	return 0;
}

SEC("tc")
int adds_two(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key);

	if (value)
		result = (__u64)value + (__u64)skb; // expect: KF417
	return 0;
}

SEC("tc")
int shifts_the_context(struct __sk_buff *skb)
{
	result = (__u64)skb >> 4; // expect: KF417
	return 0;
}

SEC("tc")
int shifts_the_stack(struct __sk_buff *skb)
{
	char bytes[16] = {};

	bpf_skb_load_bytes(skb, 0, bytes, sizeof(bytes));
	result = (__u64)bytes >> 3; // expect: KF417
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(mixes_two_tasks, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	result = (__u64)prev ^ (__u64)next; // expect: KF417
	return 0;
}

SEC("raw_tp/sched_switch")
int shifts_a_map(void *arguments)
{
	result = (__u64)&values >> 4; // expect: KF417
	return 0;
}

SEC("raw_tp/sched_switch")
int moves_a_map(void *arguments)
{
	__u32 key = 0;

	return bpf_map_lookup_elem((void *)&values + 8, &key) != NULL; // expect: KF417
}

SEC("tc")
int moves_the_end(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;

	if (data > end - 14) // expect: KF417
		return 0;
	return *(char *)data;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(looks_around_a_link, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct task_struct *task = container_of(prev->tasks.next, struct task_struct, tasks);

	return task->pid; // expect: KF417
}

SEC("tp_btf/sched_switch")
int BPF_PROG(looks_before_a_task, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	return *(int *)((void *)prev - 8); // expect: KF417
}

char LICENSE[] SEC("license") = "GPL";
