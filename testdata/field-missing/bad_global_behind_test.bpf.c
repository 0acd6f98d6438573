// bpflint: kernel=6.1
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

const volatile bool looks_at_fields = false;
int seed;

// Before 6.8 the verifier checks every global function that the object keeps, whatever its calls stand behind.
__noinline int lag_of_current(int start)
{
	struct task_struct *task = (void *)bpf_get_current_task_btf();

	return start + BPF_CORE_READ(task, se.vlag); // expect: BP509
}

__weak int lag_again(int start)
{
	struct task_struct *task = (void *)bpf_get_current_task_btf();

	return start + BPF_CORE_READ(task, se.vlag); // expect: BP509
}

SEC("raw_tp/sched_switch")
int asks_for_the_member(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task_btf();

	return bpf_core_field_exists(task->se.vlag) ? lag_of_current(seed) : 0;
}

SEC("raw_tp/sched_switch")
int asks_its_loader(void *ctx)
{
	return looks_at_fields ? lag_again(seed) : 0;
}

char _license[] SEC("license") = "GPL";
