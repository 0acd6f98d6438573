#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

struct value {
	struct task_struct __kptr *task;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct value);
} values SEC(".maps");

int wanted;

static void put(struct task_struct *task)
{
	bpf_task_release(task);
}

SEC("tp_btf/task_newtask")
int released_on_every_path(u64 *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	if (task->pid == wanted)
		goto out;
	bpf_printk("%d", task->pid);
out:
	put(task);
	return 0;
}

SEC("tp_btf/task_newtask")
int moved_into_a_map(u64 *ctx)
{
	struct task_struct *task, *old;
	struct value *value;
	__u32 key = 0;

	value = bpf_map_lookup_elem(&values, &key);
	if (!value)
		return 0;
	task = bpf_task_from_pid(1);
	if (!task)
		return 0;
	old = bpf_kptr_xchg(&value->task, task); // silent: the map owns the reference now
	if (old)
		bpf_task_release(old);
	return 0;
}

SEC("tp_btf/task_newtask")
int second_of_two_fails(u64 *ctx)
{
	struct task_struct *first, *second;

	first = bpf_task_from_pid(1);
	if (!first)
		return 0;
	second = bpf_task_acquire(first);
	bpf_task_release(first);
	if (!second)
		return 0;
	bpf_task_release(second);
	return 0;
}

char _license[] SEC("license") = "GPL";
