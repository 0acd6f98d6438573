// bpflint: kernel=6.12,7.3
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern bool bpf_session_is_return___old(void) __ksym __weak;
extern bool bpf_session_is_return(void *ctx) __ksym __weak;

SEC("kprobe.session/do_nanosleep")
int entry_and_return(struct pt_regs *ctx)
{
	if (bpf_ksym_exists(bpf_session_is_return___old))
		return bpf_session_is_return___old();
	if (bpf_ksym_exists(bpf_session_is_return))
		return bpf_session_is_return(ctx);
	return 0;
}

char _license[] SEC("license") = "GPL";
