// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + (c))

extern int LINUX_KERNEL_VERSION __kconfig;
struct bpf_cpumask *bpf_cpumask_create(void) __ksym __weak;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym __weak;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newer_kernels, struct task_struct *task, u64 clone_flags)
{
	if (LINUX_KERNEL_VERSION >= KERNEL_VERSION(6, 3, 0))
		bpf_cpumask_create();
	return 0; // expect: KF403
}

SEC("tp_btf/task_newtask")
int BPF_PROG(by_a_variable, struct task_struct *task, u64 clone_flags)
{
	int version = LINUX_KERNEL_VERSION;

	if (version >= KERNEL_VERSION(6, 3, 0))
		bpf_cpumask_create();
	return 0; // expect: KF403
}

char _license[] SEC("license") = "GPL";
