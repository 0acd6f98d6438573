// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("tp_btf/workqueue_execute_end")
int BPF_PROG(leaves_a_function, struct work_struct *work, work_func_t function)
{
	bpf_printk("%lx", (long)work);
	return 0;
}

SEC("lsm/inode_setxattr")
int BPF_PROG(reads_a_value, struct mnt_idmap *idmap, struct dentry *dentry, const char *name,
	     const void *value, size_t size) // since 6.16
{
	return value ? 0 : -1;
}

SEC("raw_tp/workqueue_execute_end")
int reads_a_function(struct bpf_raw_tracepoint_args *ctx)
{
	bpf_printk("%lx", (long)ctx->args[1]);
	return 0;
}

char _license[] SEC("license") = "GPL";
