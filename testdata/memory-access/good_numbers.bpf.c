#include <vmlinux.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

struct address {
	u64 of_task;
	struct task_struct __kptr *task;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, u32);
	__type(value, struct address);
} addresses SEC(".maps");

static u64 *counter;

SEC("kprobe/do_nanosleep")
int BPF_KPROBE(register_of_a_kprobe, struct task_struct *task)
{
	return BPF_CORE_READ(task, pid);
}

SEC("tp/syscalls/sys_enter_openat")
int address_in_user_space(struct trace_event_raw_sys_enter *ctx)
{
	const char *name = (const char *)ctx->args[1];
	char first = 0;

	bpf_probe_read_user(&first, 1, name);
	return first;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(argument_is_an_object, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	return prev->pid;
}

SEC("tp_btf/sched_switch")
int object_in_a_number(unsigned long long *ctx)
{
	u64 address = ctx[1];

	return ((struct task_struct *)address)->pid;
}

SEC("xdp")
int packet_in_a_number(struct xdp_md *ctx)
{
	u64 start = ctx->data, end = ctx->data_end;

	if (start + 4 > end)
		return XDP_PASS;
	return *(u32 *)start ? XDP_PASS : XDP_DROP;
}

SEC("kprobe/do_nanosleep")
int value_in_a_number(struct pt_regs *ctx)
{
	u32 key = 0;
	struct address *address = bpf_map_lookup_elem(&addresses, &key);
	u64 number = (u64)address;

	if (!address)
		return 0;
	counter = &address->of_task;
	return ((struct address *)number)->of_task + *counter;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(pointer_kept_in_a_map)
{
	u32 key = 0;
	struct address *address = bpf_map_lookup_elem(&addresses, &key);

	if (!address || !address->task)
		return 0;
	return address->task->pid;
}

static int pid_of(struct task_struct **place)
{
	return *place ? (*place)->pid : 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(mark_lost_on_the_way)
{
	u32 key = 0;
	struct address *address = bpf_map_lookup_elem(&addresses, &key);

	return address ? pid_of((struct task_struct **)&address->task) : 0;
}
