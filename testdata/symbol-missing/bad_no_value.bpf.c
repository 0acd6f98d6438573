#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int LINUX_HAS_TEAPOT __kconfig;
extern int KERNEL_HZ __kconfig __weak;

SEC("raw_tp/sys_enter")
int asks_for_values(void *ctx)
{
	if (LINUX_HAS_TEAPOT) // expect: BP511
		return KERNEL_HZ; // expect: BP511
	return 0;
}

char _license[] SEC("license") = "GPL";
