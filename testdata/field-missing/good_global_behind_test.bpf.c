// bpflint: kernel=6.1
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

int seed;

// The test is where the verifier starts.
__noinline int tests_inside(int start)
{
	struct task_struct *task = (void *)bpf_get_current_task_btf();

	return bpf_core_field_exists(task->se.vlag) ? start + BPF_CORE_READ(task, se.vlag) : start;
}

static __noinline int lag_of_current(int start)
{
	struct task_struct *task = (void *)bpf_get_current_task_btf();

	return start + BPF_CORE_READ(task, se.vlag);
}

// libbpf makes hidden functions static.
__hidden __noinline int hidden_lag(int start)
{
	struct task_struct *task = (void *)bpf_get_current_task_btf();

	return start + BPF_CORE_READ(task, se.vlag);
}

// No program keeps it.
__noinline int never_called(int start)
{
	struct task_struct *task = (void *)bpf_get_current_task_btf();

	return start + BPF_CORE_READ(task, se.vlag);
}

SEC("raw_tp/sched_switch")
int calls(void *ctx)
{
	return tests_inside(seed);
}

SEC("raw_tp/sched_switch")
int calls_static(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task_btf();

	return bpf_core_field_exists(task->se.vlag) ? lag_of_current(seed) : 0;
}

SEC("raw_tp/sched_switch")
int calls_hidden(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task_btf();

	return bpf_core_field_exists(task->se.vlag) ? hidden_lag(seed) : 0;
}

SEC("raw_tp/sched_switch")
int leaves_it_to_the_compiler(void *ctx)
{
	return 0 ? never_called(seed) : 0;
}

char _license[] SEC("license") = "GPL";
