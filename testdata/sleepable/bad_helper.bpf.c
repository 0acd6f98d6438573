#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

static __noinline int first_byte(const void *from)
{
	char byte;

	return bpf_copy_from_user(&byte, 1, from) ?: byte; // expect: KF202
}

SEC("kprobe/do_nanosleep")
int of_a_probe(struct pt_regs *ctx)
{
	return first_byte((void *)PT_REGS_PARM1(ctx));
}

SEC("tp_btf/task_newtask")
int BPF_PROG(of_a_tracepoint, struct task_struct *task, u64 clone_flags)
{
	char byte;

	bpf_copy_from_user_task(&byte, 1, NULL, task, 0); // expect: KF202
	return 0;
}

SEC("uprobe")
int of_user_space(struct pt_regs *ctx)
{
	char byte;

	bpf_copy_from_user(&byte, 1, (void *)PT_REGS_PARM1(ctx)); // expect: KF202
	return 0;
}
