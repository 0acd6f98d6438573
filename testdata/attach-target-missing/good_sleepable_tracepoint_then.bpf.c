// bpflint: kernel=6.1
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

/* Up to 6.2 nobody asks. */
SEC("tp_btf.s/sched_switch")
int BPF_PROG(sleeps_in_the_scheduler, bool preempt, struct task_struct *prev)
{
	return 0;
}

char _license[] SEC("license") = "GPL";
