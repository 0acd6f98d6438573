#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

static void look(void)
{
	struct task_struct *task = bpf_task_from_pid(1); // expect: KF201

	if (task)
		bpf_task_release(task); // expect: KF201
}

SEC("kprobe/do_nanosleep")
int from_a_kprobe(struct pt_regs *ctx)
{
	look();
	return 0;
}

char _license[] SEC("license") = "GPL";
