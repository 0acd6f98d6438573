// bpflint: kernel=6.12
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("lsm/inode_setxattr")
int BPF_PROG(reads_a_value, struct mnt_idmap *idmap, struct dentry *dentry, const char *name,
	     const void *value, size_t size) // expect: BP510
{
	return value ? 0 : -1;
}

char _license[] SEC("license") = "GPL";
