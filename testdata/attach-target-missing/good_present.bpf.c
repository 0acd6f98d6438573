// bpflint: kernel=6.12
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("fentry/do_unlinkat")
int BPF_PROG(on_unlink, int dfd, struct filename *name) // silent: 6.12 has it
{
	return 0;
}

SEC("tp_btf/block_io_start")
int BPF_PROG(on_start, struct request *rq) // silent: since 6.5
{
	return 0;
}

SEC("fentry/a_function_of_some_module")
int BPF_PROG(on_module) // silent: no vmlinux has it, a module may
{
	return 0;
}

SEC("fentry/bpf_testmod:bpf_testmod_fentry_test1")
int BPF_PROG(on_named_module) // silent: in a module
{
	return 0;
}

char _license[] SEC("license") = "GPL";
