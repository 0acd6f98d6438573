// bpflint: kernel=6.12
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

int last;

SEC("tp_btf/tcp_retransmit_skb")
int BPF_PROG(as_on_6_18, const struct sock *sk, const struct sk_buff *skb, int err) // expect: BP510
{
	last = err; // note: used here
	return 0;
}

SEC("tp_btf/tcp_send_reset")
int by_hand(u64 *ctx)
{
	last = ctx[3]; // expect: BP510
	return 0;
}

static __always_inline int keep(int value)
{
	last = value;
	return 0;
}

SEC("fentry/vfs_read")
int BPF_PROG(has_no_result_yet, struct file *file, char *buf, size_t count, loff_t *pos, ssize_t result) // expect: BP510
{
	return keep(result);
}

char _license[] SEC("license") = "GPL";
