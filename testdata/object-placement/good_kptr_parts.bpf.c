// bpflint: kernel=6.18
// Kptrs that are accessed as a whole, and memory beside them.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define __kptr __attribute__((btf_type_tag("kptr")))
#define __kptr_untrusted __attribute__((btf_type_tag("kptr_untrusted")))

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
int BPF_PROG(reads_all, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct value *value = first();

	if (value)
		result = (__u64)value->counted; // silent: the whole of it
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(notes_and_forgets, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct value *value = first();

	if (!value)
		return 0;
	value->noted = prev; // silent: what the member is for
	if (next->pid)
		value->noted = NULL; // silent: likewise
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(reads_a_note, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct value *value = first();
	struct task_struct *task;

	if (!value)
		return 0;
	task = value->noted;
	return task ? task->pid : 0; // silent: tested
}

SEC("tp_btf/sched_switch")
int BPF_PROG(copies_all, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct value *value = first(), copy;

	if (!value)
		return 0;
	copy = *value; // silent: read word by word
	return copy.number;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(fills_beside, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct value *value = first();

	if (value)
		bpf_probe_read_kernel(&value->number, sizeof(value->number), prev); // silent: a plain member
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(updates, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct value fresh = {};
	__u32 key = 0;

	return bpf_map_update_elem(&values, &key, &fresh, 0); // silent: the kernel leaves kptrs out
}

char LICENSE[] SEC("license") = "GPL";
