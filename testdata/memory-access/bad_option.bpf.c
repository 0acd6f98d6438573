#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("cgroup/setsockopt")
int not_compared(struct bpf_sockopt *ctx)
{
	u8 *value = ctx->optval;

	return value[0] == 3; // expect: KF417
}

SEC("cgroup/getsockopt")
int compared_with_less(struct bpf_sockopt *ctx)
{
	u32 *value = ctx->optval;
	void *end = ctx->optval_end;

	if ((void *)value + 2 > end)
		return 0;
	*value = 1; // expect: KF417
	return 1;
}

SEC("sockops")
int header(struct bpf_sock_ops *ctx)
{
	struct tcphdr *tcp = ctx->skb_data;

	return tcp->syn; // expect: KF417
}

SEC("sockops")
int written(struct bpf_sock_ops *ctx)
{
	struct tcphdr *tcp = ctx->skb_data;
	void *end = ctx->skb_data_end;

	if ((void *)(tcp + 1) > end)
		return 0;
	tcp->window = 1; // expect: KF417
	return 1;
}
