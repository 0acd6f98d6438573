// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(max_entries, 4);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, 80);
} stacks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 4);
	__type(value, __u32);
} queue SEC(".maps");

SEC("?uprobe")
int keeps_its_stack(struct pt_regs *ctx)
{
	return bpf_get_stackid(ctx, &stacks, 0); // silent: never sleeps
}

SEC("?uprobe.s")
int queues(struct pt_regs *ctx)
{
	__u32 event = 0;

	return bpf_map_push_elem(&queue, &event, 0); // silent: queues are taken since 6.12
}

char _license[] SEC("license") = "GPL";
