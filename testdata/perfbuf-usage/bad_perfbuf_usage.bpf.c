// SPDX-License-Identifier: MIT
/* Each marked line is what BP607 advises about. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct { // expect: BP607
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(int));
	__uint(value_size, sizeof(int));
} events SEC(".maps");

SEC("tp_btf/task_newtask")
int sends(void *ctx)
{
	__u32 event = bpf_get_smp_processor_id();

	bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, &event, sizeof(event));
	return 0;
}
