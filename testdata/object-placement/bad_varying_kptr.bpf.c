// bpflint: kernel=6.18
// A kptr is known by its place in the value. Of a loop with a constant end the verifier knows each place.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void bpf_task_release(struct task_struct *p) __ksym;

struct tasks {
	__u64 counts[4];
	struct task_struct __kptr *task[4];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct tasks);
} kept SEC(".maps");

SEC("tc")
int takes_one(struct __sk_buff *skb)
{
	struct task_struct *task;
	struct tasks *all;
	__u32 key = 0;

	all = bpf_map_lookup_elem(&kept, &key);
	if (!all)
		return 0;
	all->counts[skb->len & 3] = 1;				// silent: a number
	task = bpf_kptr_xchg(&all->task[skb->len & 3], NULL);	// expect: KF410 warning
	if (task)
		bpf_task_release(task);
	return 0;
}

SEC("tc")
int looks_at_one(struct __sk_buff *skb)
{
	struct tasks *all;
	__u32 key = 0;

	all = bpf_map_lookup_elem(&kept, &key);
	if (!all)
		return 0;
	return all->task[skb->len & 3] != NULL; // expect: KF410 warning
}

SEC("tc")
int takes_all(struct __sk_buff *skb)
{
	struct task_struct *task;
	struct tasks *all;
	__u32 key = 0;

	all = bpf_map_lookup_elem(&kept, &key);
	if (!all)
		return 0;
	for (int i = 0; i < 4; i++) {
		task = bpf_kptr_xchg(&all->task[i], NULL); // silent: each is at a constant place
		if (task)
			bpf_task_release(task);
	}
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
