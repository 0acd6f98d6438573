// bpflint: kernel=6.18
// Kptrs that are accessed in part, filled with what does not go there, and handed on as plain memory.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define __kptr __attribute__((btf_type_tag("kptr")))
#define __kptr_untrusted __attribute__((btf_type_tag("kptr_untrusted")))

void bpf_task_release(struct task_struct *p) __ksym;

struct value {
	struct task_struct __kptr *counted;
	struct task_struct __kptr_untrusted *noted;
	__u64 number;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct value);
} values SEC(".maps");

__u64 result;

static __always_inline struct value *first(void)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&values, &key);
}

SEC("tp_btf/sched_switch")
int BPF_PROG(reads_half, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct value *value = first();

	if (value)
		result = *(__u32 *)&value->counted; // expect: KF410
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(writes_half, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct value *value = first();

	if (value)
		*(__u32 *)&value->noted = 0; // expect: KF410
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(clears_all, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct value *value = first();

	if (value)
		__builtin_memset(value, 0, sizeof(*value)); // expect: KF410
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(notes_a_number, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct value *value = first();

	if (value)
		value->noted = (void *)value->number; // expect: KF410
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(notes_another_object, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct value *value = first();

	if (value)
		value->noted = (void *)prev->mm; // expect: KF410
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(exchanges_a_note, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct value *value = first();
	struct task_struct *old;

	if (!value)
		return 0;
	old = bpf_kptr_xchg(&value->noted, NULL); // expect: KF410
	if (old)
		bpf_task_release(old);
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(fills_by_a_helper, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct value *value = first();

	if (value)
		bpf_probe_read_kernel(value, sizeof(*value), prev); // expect: KF410
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(looks_up_by_it, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct value *value = first();

	return value && bpf_map_lookup_elem(&values, value); // expect: KF410
}

char LICENSE[] SEC("license") = "GPL";
