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

	if (bpf_core_field_exists(inode->i_state))
		bpf_printk("%lu", BPF_CORE_READ(inode, i_state)); // silent: a struct does not count for a number
	return 0;
}

struct sock___wide {
	unsigned int sk_type;
	int sk_protocol;
} __attribute__((preserve_access_index));

SEC("fentry/tcp_v4_connect")
int BPF_PROG(on_connect, struct sock___wide *sk)
{
	bpf_printk("%d", sk->sk_type); // silent: unsigned numbers may have another size
	bpf_printk("%d", BPF_CORE_READ(sk, sk_protocol)); // silent: no instruction reads it
	return 0;
}

struct task_struct___wide {
	int in_iowait;
} __attribute__((preserve_access_index));

SEC("tp_btf/sched_switch")
int BPF_PROG(on_switch, bool preempt, struct task_struct *prev)
{
	struct task_struct___wide *task = (void *)prev;

	bpf_printk("%d", BPF_CORE_READ_BITFIELD_PROBED(task, in_iowait)); // silent: a bit-field is a number
	return 0;
}

char _license[] SEC("license") = "GPL";
