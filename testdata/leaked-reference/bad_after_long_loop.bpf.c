// bpflint: kernel=6.18
// A long loop whose rounds all do the same, and call nothing, leaves no doubt of what follows.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

struct row {
	u64 numbers[32];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct row);
} samples SEC(".maps");

SEC("tc")
int leaks(struct __sk_buff *skb)
{
	struct task_struct *task;
	struct row *sample;
	u32 key = 0, seen = skb->hash;

	sample = bpf_map_lookup_elem(&samples, &key);
	if (!sample)
		return 0;
	task = bpf_task_from_pid(1);
	if (!task)
		return 0;
	for (int i = 0; i < 32; i++)
		sample->numbers[i] = seen;
	return 0; // expect: KF403
}

SEC("tc")
int gives_back(struct __sk_buff *skb)
{
	struct task_struct *task;
	struct row *sample;
	u32 key = 0, seen = skb->hash;

	sample = bpf_map_lookup_elem(&samples, &key);
	if (!sample)
		return 0;
	task = bpf_task_from_pid(1);
	if (!task)
		return 0;
	for (int i = 0; i < 32; i++)
		sample->numbers[i] = seen;
	bpf_task_release(task);
	return 0; // silent: nothing is held
}

SEC("tc")
int knows_the_last_number(struct __sk_buff *skb)
{
	struct task_struct *task = NULL;
	int i;

	for (i = 0; i < 32; i++)
		;
	if (i != 32)
		task = bpf_task_from_pid(1);
	return 0; // silent: nobody comes there
}

char LICENSE[] SEC("license") = "GPL";
