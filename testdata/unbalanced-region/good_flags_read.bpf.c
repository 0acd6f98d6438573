// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void bpf_local_irq_save(unsigned long *flags__irq_flag) __ksym;
extern void bpf_local_irq_restore(unsigned long *flags__irq_flag) __ksym;

unsigned long kept;

SEC("?tc")
int reads_what_is_left(struct __sk_buff *skb)
{
	unsigned long flags;

	bpf_local_irq_save(&flags);
	bpf_local_irq_restore(&flags);
	kept = *(volatile unsigned long *)&flags; // silent: restored, so these are bytes like others
	return 0;
}

SEC("?tc")
int forgets_what_it_read(struct __sk_buff *skb)
{
	unsigned long flags, unused;

	bpf_local_irq_save(&flags);
	unused = flags; // silent: no compiler keeps this
	(void)unused;
	bpf_local_irq_restore(&flags);
	return 0;
}

char _license[] SEC("license") = "GPL";
