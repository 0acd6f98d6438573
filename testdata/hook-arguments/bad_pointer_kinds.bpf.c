// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("tp_btf/workqueue_execute_end")
int BPF_PROG(reads_a_function, struct work_struct *work, work_func_t function) // expect: BP510
{
	bpf_printk("%lx", (long)function);
	return 0;
}

SEC("fentry/__bpf_prog_get")
int reads_an_enum(unsigned long long *ctx)
{
	bpf_printk("%lx", (long)ctx[1]); // expect: BP510
	return 0;
}

char _license[] SEC("license") = "GPL";
