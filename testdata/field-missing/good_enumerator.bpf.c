// bpflint: kernel=6.16
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

enum node_stat_item___before_6_17 {
	NR_WRITEBACK_TEMP = 1,
};

SEC("raw_tp/sched_switch")
int count_temporary(void *ctx)
{
	bpf_printk("%d", bpf_core_enum_value(enum node_stat_item___before_6_17, NR_WRITEBACK_TEMP)); // silent: 6.16 has it
	return 0;
}

char _license[] SEC("license") = "GPL";
