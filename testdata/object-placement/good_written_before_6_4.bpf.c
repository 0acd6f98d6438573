// bpflint: kernel=6.1
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

/* Until 6.4 the tag says that the pointer is not counted, so it may be written. */
struct slot {
	struct task_struct __kptr *task;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct slot);
} slots SEC(".maps");

SEC("tc")
int written(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct slot *slot = bpf_map_lookup_elem(&slots, &key);
	struct task_struct *task;

	if (!slot)
		return 0;
	task = slot->task;
	if (!task)
		return 0;
	*(struct task_struct *volatile *)&slot->task = task; // silent: nothing counts it
	return 0;
}

char _license[] SEC("license") = "GPL";
