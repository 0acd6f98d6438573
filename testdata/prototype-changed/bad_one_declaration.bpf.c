// bpflint: kernel=7.3
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern bool bpf_session_is_return(void) __ksym; // expect: KF304

SEC("kprobe.session/do_nanosleep")
int entry_and_return(struct pt_regs *ctx)
{
	return bpf_session_is_return();
}

char _license[] SEC("license") = "GPL";
