// bpflint: kernel=6.12
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

extern int LINUX_KERNEL_VERSION __kconfig;

u64 last;
const volatile bool has_error;

SEC("tp_btf/tcp_retransmit_skb")
int BPF_PROG(does_not_use_it, const struct sock *sk, const struct sk_buff *skb, int err, int more)
{
	last = sk->__sk_common.skc_dport;
	return 0;
}

SEC("tp_btf/tcp_retransmit_skb")
int asks_the_version(u64 *ctx)
{
	if (LINUX_KERNEL_VERSION >= KERNEL_VERSION(6, 18, 0))
		last = ctx[2]; // silent: not on this kernel
	return 0;
}

SEC("tp_btf/tcp_retransmit_skb")
int asks_the_loader(u64 *ctx)
{
	if (has_error)
		last = ctx[2]; // silent: the loader knows the kernel
	return 0;
}

SEC("lsm/file_open")
int BPF_PROG(the_result_of_others, struct file *file, int ret)
{
	return ret; // silent: an LSM hook gets what the ones before it returned
}

SEC("fexit/vfs_read")
int BPF_PROG(the_result, struct file *file, char *buf, size_t count, loff_t *pos, ssize_t result)
{
	last = result;
	return 0;
}

SEC("fentry/tcp_close")
int BPF_PROG(the_larger_struct, struct tcp_sock *tp)
{
	last = BPF_CORE_READ(tp, snd_cwnd); // silent: a tcp_sock begins with its sock
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(as_addresses, bool preempt, u64 prev, void *next)
{
	last = prev;
	return next == NULL;
}

char _license[] SEC("license") = "GPL";
