#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("cgroup/sock_create")
int any_number(struct bpf_sock *ctx)
{
	return ctx->mark; // expect: BP512
}

SEC("cgroup_skb/egress")
int too_large(struct __sk_buff *skb)
{
	return 4; // expect: BP512
}

SEC("cgroup/recvmsg4")
int must_agree(struct bpf_sock_addr *ctx)
{
	return 0; // expect: BP512
}

SEC("iter/task")
int neither(struct bpf_iter__task *ctx)
{
	return 2; // expect: BP512
}

SEC("sk_lookup")
int on_one_path(struct bpf_sk_lookup *ctx)
{
	if (ctx->remote_port == 80)
		return -1; // expect: BP512
	return SK_PASS;
}

SEC("cgroup/skb")
int no_side_named(struct __sk_buff *skb)
{
	return 2; // expect: BP512
}
