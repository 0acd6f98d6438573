// bpflint: kernel=6.12
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern const int cpu_number __ksym; // note: declared here, and not __weak: without it nothing of the object loads

SEC("raw_tp/sys_enter")
int reads_the_variable(void *ctx)
{
	const int *cpu = bpf_this_cpu_ptr(&cpu_number); // expect: BP511

	return *cpu;
}

SEC("raw_tp/sys_exit")
int fails_with_it(void *ctx)
{
	return 0;
}

char _license[] SEC("license") = "GPL";
