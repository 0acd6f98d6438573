// bpflint: kernel=6.12
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

const volatile char names[64] = "here";
static const char format[] = "%d";

SEC("kprobe/do_nanosleep")
int stack_of_probe(struct pt_regs *ctx)
{
	return bpf_get_stack(ctx, (void *)names, sizeof(names), 0) > 0; // expect: KF417
}

SEC("tp_btf/task_newtask")
int BPF_PROG(object_of_kernel, struct task_struct *task, u64 clone_flags)
{
	u64 args[1] = {};

	return bpf_snprintf(task->comm, sizeof(task->comm), format, args, sizeof(args)) > 0; // expect: KF417
}

SEC("raw_tp/sys_enter")
int other_helper(void *ctx)
{
	return bpf_get_current_comm((char *)names, sizeof(names)); // expect: KF417
}
