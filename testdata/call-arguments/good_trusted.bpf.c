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
	return pid_of(bpf_get_current_task_btf()) == 1;
}
