// bpflint: kernel=6.18
// What was noted in a map without a reference may be NULL, though nobody trusts it.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define __kptr_untrusted __attribute__((btf_type_tag("kptr_untrusted")))

struct value {
	struct task_struct __kptr_untrusted *noted;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct value);
} values SEC(".maps");

SEC("tp_btf/sched_switch")
int BPF_PROG(reads_untested, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	__u32 key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key);

	return value ? value->noted->pid : 0; // expect: KF406
}

SEC("tp_btf/sched_switch")
int BPF_PROG(reads_tested, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	__u32 key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key);
	struct task_struct *task = value ? value->noted : NULL;

	return task ? task->pid : 0; // silent: tested
}

char LICENSE[] SEC("license") = "GPL";
