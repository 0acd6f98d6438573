// bpflint: kernel=6.12
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

struct task_struct___old {
	long state;
} __attribute__((preserve_access_index));

int seed;

// Since 6.8 the verifier looks at global functions only where it comes to a call of them.
__noinline int lag_of_current(int start)
{
	struct task_struct___old *task = (void *)bpf_get_current_task_btf();

	return start + BPF_CORE_READ(task, state);
}

SEC("raw_tp/sched_switch")
int asks_for_the_member(void *ctx)
{
	struct task_struct___old *task = (void *)bpf_get_current_task_btf();

	return bpf_core_field_exists(task->state) ? lag_of_current(seed) : 0;
}

char _license[] SEC("license") = "GPL";
