// Writes beyond the end of variables that are read afterwards.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

SEC("tp_btf/sched_switch")
int printed(u64 *ctx)
{
	char text[32];
	long length = bpf_probe_read_kernel_str(text, sizeof(text), ctx);

	if (length < 0)
		return 0;
	text[length] = 0; // expect: KF413
	bpf_trace_printk(text, sizeof(text));
	return 0;
}

SEC("tp_btf/sched_switch")
int read_one_way(u64 *ctx)
{
	char text[32];
	long length = bpf_probe_read_kernel_str(text, sizeof(text), ctx);

	if (length < 0)
		return 0;
	text[length] = 0; // expect: KF413
	if (length > 8)
		return text[length & 7] > 64 ? 0 : bpf_get_smp_processor_id() & 0;
	return text[0] == 'x' ? bpf_trace_printk(text, 4) & 0 : 0;
}
