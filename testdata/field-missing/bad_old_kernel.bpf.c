// bpflint: kernel=5.10
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

SEC("tp_btf/sched_switch")
int BPF_PROG(on_switch, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	bpf_printk("%d", prev->__state); // expect: BP509
	bpf_printk("%d", bpf_core_enum_value(enum bpf_map_type, BPF_MAP_TYPE_ARENA)); // expect: BP509
	bpf_printk("%d", bpf_core_type_size(struct bpf_iter_num)); // silent: 0 where there is no such type
	return 0;
}

char _license[] SEC("license") = "GPL";
