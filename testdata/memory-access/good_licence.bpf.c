// bpflint: kernel=6.18
// What the verifier shows of the kernel's objects, and not the objects themselves.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("?iter/task")
int counts_tasks(struct bpf_iter__task *ctx)
{
	return ctx->task == 0; // silent: the context is the program's own
}

SEC("?cgroup_skb/egress")
int looks_at_a_socket(struct __sk_buff *skb)
{
	struct bpf_sock *socket = skb->sk;

	return socket && socket->family == 2; // silent: a socket as it is shown to all
}

char _license[] SEC("license") = "Proprietary";
