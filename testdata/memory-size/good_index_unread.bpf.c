// Writes beyond the end of variables that nothing reads any more: compilers leave them out.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

SEC("tp_btf/sched_switch")
int ended(u64 *ctx)
{
	char text[32];
	long length = bpf_get_current_comm(text, sizeof(text)) ? 0 : bpf_probe_read_kernel_str(text, sizeof(text), ctx);

	if (length < 0)
		return 0;
	text[length] = 0;
	return 0;
}

static __always_inline long read_into(char *text, u32 size, const void *from)
{
	char own[16];
	long length = bpf_probe_read_kernel_str(own, sizeof(own), from);

	if (length > 0)
		own[length] = 0;
	return length;
}

SEC("tp_btf/sched_switch")
int of_an_inlined_function(u64 *ctx)
{
	char text[16];

	return read_into(text, sizeof(text), ctx) > 4 ? 0 : bpf_get_smp_processor_id() & 0;
}

SEC("tp_btf/sched_switch")
int out_of_scope(u64 *ctx)
{
	for (int i = 0; i < 4; i++) {
		char text[16];
		long length = bpf_probe_read_kernel_str(text, sizeof(text), ctx);

		if (length > 0)
			text[length] = 0;
	}
	bpf_get_current_pid_tgid();
	return 0;
}
