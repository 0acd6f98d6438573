#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("tp_btf/task_newtask")
int closed_source(u64 *ctx)
{
	int value = 0;

	bpf_probe_read_kernel(&value, sizeof(value), ctx); // expect: BP503
	return value;
}

char _license[] SEC("license") = "Proprietary";
