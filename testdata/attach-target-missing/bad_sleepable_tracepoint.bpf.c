// bpflint: kernel=7.3
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("tp_btf.s/sched_switch")
int BPF_PROG(sleeps_in_the_scheduler, bool preempt, struct task_struct *prev) // expect: BP508
{
	return 0;
}

SEC("tp_btf.s/task_newtask")
int BPF_PROG(sleeps_for_a_new_task, struct task_struct *task) // expect: BP508
{
	return 0;
}

char _license[] SEC("license") = "GPL";
