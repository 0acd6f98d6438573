// bpflint: kernel=6.12
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct pcpu_hot___6_12 {
	struct task_struct *current_task;
	int preempt_count;
	int cpu_number;
};

extern const struct pcpu_hot___6_12 pcpu_hot __ksym __weak;
extern const int cpu_number __ksym __weak;

SEC("raw_tp/sys_enter")
int reads_either(void *ctx)
{
	const struct pcpu_hot___6_12 *hot;
	const int *cpu;

	if (bpf_ksym_exists(&cpu_number)) {
		cpu = bpf_this_cpu_ptr(&cpu_number);
		return *cpu;
	}
	if (bpf_ksym_exists(&pcpu_hot)) {
		hot = bpf_this_cpu_ptr(&pcpu_hot);
		return hot->cpu_number;
	}
	return 0;
}

char _license[] SEC("license") = "GPL";
