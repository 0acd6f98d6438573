// bpflint: kernel=7.3
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;
extern void bpf_preempt_disable(void) __ksym;
extern void bpf_preempt_enable(void) __ksym;

struct value {
	struct bpf_spin_lock lock;
	struct task_struct __kptr *task;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct value);
} values SEC(".maps");

SEC("syscall")
int after_the_lock(void *ctx)
{
	struct task_struct *task, *acquired;
	struct value *value;
	__u32 key = 0;

	value = bpf_map_lookup_elem(&values, &key);
	if (!value)
		return 0;
	bpf_spin_lock(&value->lock);
	task = value->task;
	bpf_spin_unlock(&value->lock);
	if (!task)
		return 0;
	acquired = bpf_task_acquire(task); // expect: KF108
	if (acquired)
		bpf_task_release(acquired);
	return 0;
}

SEC("syscall")
int with_preemption_off(void *ctx)
{
	struct task_struct *task, *acquired;
	struct value *value;
	__u32 key = 0;

	value = bpf_map_lookup_elem(&values, &key);
	if (!value)
		return 0;
	bpf_preempt_disable();
	task = value->task;
	if (task) {
		acquired = bpf_task_acquire(task); // silent: as good as an RCU read side since 7.3
		if (acquired)
			bpf_task_release(acquired);
	}
	bpf_preempt_enable();
	return 0;
}

char _license[] SEC("license") = "GPL";
