// bpflint: kernel=7.3
// Contexts whose accesses are not rewritten, at addresses that a register holds and the verifier knows.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("tracepoint/syscalls/sys_enter_openat")
int sums_up_arguments(struct trace_event_raw_sys_enter *context)
{
	__u64 sum = 0;

	for (int i = 0; i < 4; i++)
		sum += context->args[i]; // silent: taken since 7.1
	return sum & 1;
}

SEC("kprobe/do_nanosleep")
int walks_registers(struct pt_regs *registers)
{
	unsigned long *word = &registers->di;

	return word[1] & 1; // silent: taken since 7.1
}

char LICENSE[] SEC("license") = "GPL";
