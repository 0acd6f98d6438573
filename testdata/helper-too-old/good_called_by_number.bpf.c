// bpflint: kernel=5.10
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

static __u64 (*boot_clock)(void) = (void *)125;
static __u64 (*tai_clock)(void) = (void *)BPF_FUNC_ktime_get_tai_ns;

SEC("tc")
int old_enough(struct __sk_buff *skb)
{
	return ((__u64 (*)(void))5)() & 1; // silent: bpf_ktime_get_ns(), which is older
}

SEC("tc")
int tested_first(struct __sk_buff *skb)
{
	if (bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_ktime_get_tai_ns))
		return tai_clock() & 1; // silent: only where the kernel has it
	return boot_clock() & 1;
}

SEC("tc")
int in_assembly(struct __sk_buff *skb)
{
	__u64 now;

	asm volatile("call 5; %[now] = r0;"
		     : [now] "=r"(now)
		     :
		     : "r0", "r1", "r2", "r3", "r4", "r5");
	return now & 1;
}

char _license[] SEC("license") = "GPL";
