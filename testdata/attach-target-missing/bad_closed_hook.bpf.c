// bpflint: kernel=6.12
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("lsm/getprocattr")
int BPF_PROG(on_read, struct task_struct *task, const char *name, char **value) // expect: BP508
{
	return 0;
}

SEC("lsm/task_prctl")
int BPF_PROG(on_prctl, int option) // silent: this hook takes programs
{
	return 0;
}

char _license[] SEC("license") = "GPL";
