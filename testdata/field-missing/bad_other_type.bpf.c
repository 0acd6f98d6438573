// bpflint: kernel=7.3
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

struct inode___number {
	unsigned long i_state;
} __attribute__((preserve_access_index));

SEC("fentry/vfs_unlink")
int BPF_PROG(on_unlink, struct mnt_idmap *idmap, struct inode *dir)
{
	struct inode___number *inode = (void *)dir;

	bpf_printk("%lu", BPF_CORE_READ(inode, i_state)); // expect: BP509
	return 0;
}

struct sock___signed {
	int sk_type;
} __attribute__((preserve_access_index));

SEC("fentry/tcp_v4_connect")
int BPF_PROG(on_connect, struct sock___signed *sk)
{
	bpf_printk("%d", sk->sk_type); // expect: BP509
	return 0;
}

struct request___number {
	unsigned int state;
} __attribute__((preserve_access_index));

SEC("tp_btf/block_rq_issue")
int BPF_PROG(on_issue, struct request *rq)
{
	struct request___number *request = (void *)rq;

	bpf_printk("%d", BPF_CORE_READ(request, state)); // expect: BP509
	return 0;
}

char _license[] SEC("license") = "GPL";
