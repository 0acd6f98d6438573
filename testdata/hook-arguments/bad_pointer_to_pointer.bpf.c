// bpflint: kernel=7.0
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("lsm/inode_copy_up")
int BPF_PROG(sees_new_credentials, struct dentry *source, struct cred **new) // expect: BP510
{
	bpf_printk("%lx", (long)new);
	return 0;
}

SEC("fentry/vfs_setlease")
int reads_words(unsigned long long *ctx)
{
	bpf_printk("%llx", ctx[2]); // expect: BP510
	return 0;
}

SEC("lsm/sb_eat_lsm_opts")
int BPF_PROG(leaves_them_alone, char *options, void **parsed)
{
	bpf_printk("%lx", (long)options);
	return 0;
}

char _license[] SEC("license") = "GPL";
