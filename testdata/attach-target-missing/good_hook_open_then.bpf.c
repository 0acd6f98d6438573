// bpflint: kernel=6.1
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("lsm/getprocattr")
int BPF_PROG(on_read, struct task_struct *task, const char *name, char **value) // silent: closed only since 6.12
{
	return 0;
}

char _license[] SEC("license") = "GPL";
