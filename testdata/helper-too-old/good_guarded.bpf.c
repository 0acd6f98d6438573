// bpflint: kernel=5.10
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

SEC("tc")
int tested_first(struct __sk_buff *skb)
{
	if (!bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_ktime_get_tai_ns))
		return bpf_ktime_get_ns() & 1;
	return bpf_ktime_get_tai_ns() & 1; // silent: only where the kernel has it
}

char _license[] SEC("license") = "GPL";
