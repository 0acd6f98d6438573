// bpflint: kernel=6.12
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct rq___mine {
	int cpu;
};

extern const struct rq___mine runqueues __ksym;
extern const unsigned int bpf_prog_active __ksym;

// Kinds count, not names nor sizes.
SEC("raw_tp/sys_enter")
int reads_both(void *ctx)
{
	const unsigned int *active = bpf_per_cpu_ptr(&bpf_prog_active, 0);

	bpf_printk("%lx", (long)&runqueues);
	return active ? *active : 0;
}

char _license[] SEC("license") = "GPL";
