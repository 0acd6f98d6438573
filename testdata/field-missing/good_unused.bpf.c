// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

struct task_struct___before_5_14 {
	long state;
	int pid;
} __attribute__((preserve_access_index));

// Nobody asks for the value, so compilers leave the read out.
SEC("raw_tp/sys_enter")
int variable_not_used(void *ctx)
{
	struct task_struct___before_5_14 *task = (void *)bpf_get_current_task_btf();
	long state = task->state; // silent

	(void)task->state; // silent
	bpf_printk("%d", task->pid);
	return 0;
}

// An initialiser of constants is copied as a whole.
SEC("raw_tp/sys_exit")
int constant_initialiser(void *ctx)
{
	struct task_struct___before_5_14 copy = { .state = 5 }; // silent

	bpf_printk("%p", &copy);
	return 0;
}

// The number of a type in the program's own BTF is no test of the kernel, and never 0.
SEC("raw_tp/sched_switch")
int behind_the_own_number(void *ctx)
{
	struct task_struct___before_5_14 *task = (void *)bpf_get_current_task_btf();

	if (bpf_core_type_id_local(int) == 0)
		bpf_printk("%ld", task->state); // silent
	return 0;
}

char _license[] SEC("license") = "GPL";
