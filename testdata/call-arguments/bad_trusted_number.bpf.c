// bpflint: kernel=6.18
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

__noinline int pid_of(struct task_struct *task __arg_trusted)
{
	return task->pid;
}

SEC("kprobe/do_nanosleep")
int from_a_helper(struct pt_regs *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task(); // expect: BP604

	return pid_of(task); // expect: KF105
}

SEC("kprobe/do_nanosleep")
int from_registers(struct pt_regs *ctx)
{
	return pid_of((struct task_struct *)PT_REGS_PARM1(ctx)); // expect: KF105
}
