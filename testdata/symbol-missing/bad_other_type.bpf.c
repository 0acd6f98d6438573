// bpflint: kernel=6.12
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern const struct rq bpf_prog_active __ksym;
extern const int runqueues __ksym __weak;

SEC("raw_tp/sys_enter")
int reads_a_struct(void *ctx)
{
	const struct rq *queue = bpf_per_cpu_ptr(&bpf_prog_active, 0); // expect: BP511

	return queue ? queue->cpu : 0;
}

SEC("raw_tp/sys_enter")
int reads_a_number(void *ctx)
{
	const int *number = bpf_per_cpu_ptr(&runqueues, 0); // expect: BP511

	return number ? *number : 0;
}

char _license[] SEC("license") = "GPL";
