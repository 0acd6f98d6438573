#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("cgroup/sock_create")
int yes_or_no(struct bpf_sock *ctx)
{
	return ctx->mark == 3;
}

SEC("cgroup_skb/egress")
int with_congestion(struct __sk_buff *skb)
{
	return 3;
}

SEC("cgroup/sysctl")
int limited(struct bpf_sysctl *ctx)
{
	u32 answer = ctx->file_pos;

	if (answer > 1)
		return 0;
	return answer;
}

SEC("cgroup/bind4")
int masked(struct bpf_sock_addr *ctx)
{
	return ctx->user_port & 3;
}

SEC("tc")
int anything(struct __sk_buff *skb)
{
	return skb->len;
}

SEC("cgroup/skb")
int no_side_named(struct __sk_buff *skb)
{
	return skb->len > 64;
}
