// bpflint: kernel=6.17
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

enum node_stat_item___before_6_17 {
	NR_WRITEBACK_TEMP = 1,
};

SEC("raw_tp/sched_switch")
int count_temporary(void *ctx)
{
	bpf_printk("%d", bpf_core_enum_value(enum node_stat_item___before_6_17, NR_WRITEBACK_TEMP)); // expect: BP509
	return 0;
}

SEC("raw_tp/sched_process_exit")
int tested_first(void *ctx)
{
	if (bpf_core_enum_value_exists(enum node_stat_item___before_6_17, NR_WRITEBACK_TEMP))
		bpf_printk("%d", bpf_core_enum_value(enum node_stat_item___before_6_17, NR_WRITEBACK_TEMP)); // silent
	return 0;
}

char _license[] SEC("license") = "GPL";
