#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("tracepiont/syscalls/sys_enter_nanosleep")
int misspelt(void *ctx) // expect: BP504 warning
{
	return 0;
}

SEC(".xdp")
int dotted(struct xdp_md *ctx) // expect: BP504 warning
{
	return XDP_PASS;
}

SEC(".text.hot")
int hot(void *ctx) // expect: BP504
{
	return 0;
}

SEC(".text")
int subprogram(int number) // silent: this is where functions belong that programs call
{
	return number + 1;
}

char _license[] SEC("license") = "GPL";
