#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("tracepoint/syscalls/sys_enter_nanosleep")
int known(void *ctx)
{
	return 0;
}

SEC("?xdp")
int not_loaded_by_default(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
