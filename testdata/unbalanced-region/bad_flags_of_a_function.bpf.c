// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void bpf_local_irq_save(unsigned long *flags) __ksym;
extern void bpf_local_irq_restore(unsigned long *flags) __ksym;

char LICENSE[] SEC("license") = "GPL";

static int each(u32 index, void *data)
{
	unsigned long flags;

	bpf_local_irq_save(&flags);
	if (bpf_get_prandom_u32() & 1)
		return 0; // expect: KF407
	bpf_local_irq_restore(&flags);
	return 0;
}

SEC("syscall")
int in_callback(void *ctx)
{
	bpf_loop(4, each, NULL, 0);
	return 0;
}

static __noinline int begin(void)
{
	unsigned long flags;

	bpf_local_irq_save(&flags);
	return 0; // expect: KF407
}

SEC("syscall")
int in_subprogram(void *ctx)
{
	begin();
	return 0;
}
