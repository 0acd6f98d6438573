// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void bpf_preempt_disable(void) __ksym;
extern void bpf_preempt_enable(void) __ksym;

const volatile int mode = 2;
const volatile struct {
	bool strict;
	int depth;
} settings = { .depth = 4 };
long total;

char LICENSE[] SEC("license") = "GPL";

SEC("syscall")
int number(void *ctx)
{
	if (mode == 2)
		bpf_preempt_disable();
	return 0; // expect: KF407
}

SEC("syscall")
int asked_twice(void *ctx)
{
	if (settings.strict)
		total++;
	if (!settings.strict)
		bpf_preempt_disable();
	return 0; // expect: KF407
}

SEC("syscall")
int switched(void *ctx)
{
	switch (settings.depth) {
	case 4:
		bpf_preempt_disable();
		break;
	case 5:
		total++;
		break;
	}
	return 0; // expect: KF407
}
