#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__type(key, u32);
	__type(value, u64);
} settings SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_WRONLY_PROG);
	__type(key, u32);
	__type(value, u64);
} results SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(copy_of_an_object, struct task_struct *task, u64 clone_flags)
{
	char name[sizeof(task->comm)];
	u32 key = 0;
	u64 *value;

	__builtin_memcpy(name, task->comm, sizeof(name));
	name[0] = 'x';
	value = bpf_map_lookup_elem(&settings, &key);
	if (value && *value)
		bpf_printk("%s", name);
	return 0;
}

SEC("xdp")
int maps_as_they_are_meant(struct xdp_md *ctx)
{
	u32 key = 0;
	u64 *value = bpf_map_lookup_elem(&results, &key);

	if (value)
		*value = ctx->rx_queue_index;
	return XDP_PASS;
}

SEC("xdp")
int written_packet(struct xdp_md *ctx)
{
	char *start = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;

	if (start + 4 > end)
		return XDP_PASS;
	*(u32 *)start += 1;
	return XDP_PASS;
}

SEC("tc")
int mark_of_a_packet(struct __sk_buff *skb)
{
	skb->mark = 3;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(written_as_it_is, struct task_struct *task, u64 clone_flags)
{
	task->mm->flags = task->mm->flags;
	task->prio |= 0;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(written_as_it_was, struct task_struct *task, u64 clone_flags)
{
	int pid = task->pid;

	if (clone_flags)
		task->pid = pid;
	return 0;
}
