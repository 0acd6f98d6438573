#include <vmlinux.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

struct address {
	u64 of_task;
	struct task_struct *task;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, u32);
	__type(value, struct address);
} addresses SEC(".maps");

struct task_struct *last;

SEC("kprobe/do_nanosleep")
int BPF_KPROBE(register_of_a_kprobe, struct task_struct *task)
{
	return task->pid; // expect: KF417
}

SEC("tp/syscalls/sys_enter_openat")
int address_in_user_space(struct trace_event_raw_sys_enter *ctx)
{
	const char *name = (const char *)ctx->args[1];

	return name[0]; // expect: KF417
}

SEC("raw_tp/sched_switch")
int argument_of_a_raw_tracepoint(struct bpf_raw_tracepoint_args *ctx)
{
	struct task_struct *task = (void *)ctx->args[1];

	task->pid = 1; // expect: KF417
	return 0;
}

SEC("kprobe/do_nanosleep")
int result_of_a_helper(struct pt_regs *ctx)
{
	struct task_struct *task = (void *)bpf_get_func_ip(ctx);

	return task->pid; // expect: KF417
}

SEC("kprobe/do_nanosleep")
int kept_in_a_map(struct pt_regs *ctx)
{
	u32 key = 0;
	struct address *address = bpf_map_lookup_elem(&addresses, &key);

	if (!address)
		return 0;
	if (address->of_task)
		return ((struct task_struct *)address->of_task)->pid; // expect: KF417
	if (address->task)
		return address->task->pid; // expect: KF417
	return last ? last->pid : 0; // expect: KF417
}

SEC("tp_btf/sched_switch")
int BPF_PROG(argument_that_is_a_number, bool preempt, struct task_struct *prev, struct task_struct *next, unsigned int state)
{
	return *(int *)(long)state; // expect: KF417 warning
}

SEC("tp_btf/task_newtask")
int BPF_PROG(atomic_on_a_number, struct task_struct *task, u64 flags)
{
	__sync_fetch_and_add((u64 *)flags, 1); // expect: KF417
	return 0;
}

SEC("kprobe/do_nanosleep")
int read_by_a_helper(struct pt_regs *ctx)
{
	struct task_struct *task;

	bpf_probe_read_kernel(&task, sizeof(task), (void *)PT_REGS_PARM1(ctx));
	return task->pid; // expect: KF417
}

SEC("kprobe/vfs_read")
int BPF_KPROBE(member_read_by_a_helper, struct file *file)
{
	struct inode *inode = BPF_CORE_READ(file, f_inode);

	inode->i_mode = 0; // expect: KF417
	return 0;
}

SEC("xdp")
int fixed_address(struct xdp_md *ctx)
{
	return *(volatile int *)0xffffffff81000000; // expect: KF417
}
