// bpflint: kernel=5.10
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

static long step(__u32 index, void *data)
{
	return 0;
}

SEC("tc")
int tested_first(struct __sk_buff *skb)
{
	if (!bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_loop))
		return 0;
	bpf_loop(10, step, NULL, 0); // silent: only where the kernel has it
	return 0;
}

char _license[] SEC("license") = "GPL";
