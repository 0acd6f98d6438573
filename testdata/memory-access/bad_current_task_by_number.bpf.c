#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

#define HAS_TASK_BTF                                                                     \
	(bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_get_current_task_btf) &&  \
	 (bpf_core_enum_value(enum bpf_func_id, BPF_FUNC_get_current_task_btf) ==        \
	  BPF_FUNC_get_current_task_btf))

static __always_inline struct task_struct *current_task(void)
{
	return (struct task_struct *)bpf_get_current_task(); // expect: BP604
}

SEC("tp_btf/sched_switch")
int read_from_the_number(void *ctx)
{
	struct task_struct *task = current_task();
	int ran = bpf_get_smp_processor_id();

	if (ran > 3 && bpf_ktime_get_ns() & 1)
		ran = 1;
	if (ran & 1)
		bpf_printk("odd");
	if (HAS_TASK_BTF)
		return task->pid & ran & 1; // expect: KF417 warning
	return BPF_CORE_READ(task, pid) & ran & 1;
}
