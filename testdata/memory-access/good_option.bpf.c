#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("cgroup/setsockopt")
int compared(struct bpf_sockopt *ctx)
{
	u32 *value = ctx->optval;
	void *end = ctx->optval_end;

	if ((void *)(value + 1) > end)
		return 0;
	if (*value > 3)
		*value = 3;
	return 1;
}

SEC("sockops")
int header(struct bpf_sock_ops *ctx)
{
	struct tcphdr *tcp = ctx->skb_data;
	void *end = ctx->skb_data_end;

	if ((void *)(tcp + 1) > end)
		return 0;
	return tcp->syn;
}
