#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern const int bpf_prog_active __ksym;
extern const void bpf_link_fops __ksym; /* no type: libbpf asks kallsyms */
extern const struct never_used pcpu_hot __ksym; // silent: nothing uses it, so the object does not name it

extern int LINUX_KERNEL_VERSION __kconfig;
extern bool LINUX_HAS_BPF_COOKIE __kconfig;
extern bool LINUX_HAS_SYSCALL_WRAPPER __kconfig;
extern int LINUX_HAS_TEAPOT __kconfig __weak; /* 0 where libbpf does not know it */
extern unsigned long CONFIG_HZ __kconfig;
extern bool CONFIG_PREEMPT_RT __kconfig __weak;

__u64 out;

SEC("raw_tp/sys_enter")
int reads_a_variable(void *ctx)
{
	const int *active = bpf_this_cpu_ptr(&bpf_prog_active);

	out = (__u64)&bpf_link_fops;
	return *active;
}

SEC("raw_tp/sys_exit")
int reads_values(void *ctx)
{
	if (LINUX_KERNEL_VERSION < KERNEL_VERSION(5, 15, 0) || !LINUX_HAS_BPF_COOKIE || LINUX_HAS_TEAPOT)
		return 0;
	return CONFIG_HZ + CONFIG_PREEMPT_RT + LINUX_HAS_SYSCALL_WRAPPER;
}

char _license[] SEC("license") = "GPL";
