#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

extern int bpf_dynptr_from_skb(struct __sk_buff *skb, u64 flags, struct bpf_dynptr *ptr) __ksym;
extern int bpf_dynptr_from_xdp(struct xdp_md *xdp, u64 flags, struct bpf_dynptr *ptr) __ksym;
extern void *bpf_cast_to_kern_ctx(void *obj) __ksym;
extern int bpf_sock_addr_set_sun_path(struct bpf_sock_addr_kern *sa_kern, const u8 *sun_path, u32 sun_path__sz) __ksym;

static __always_inline int size_of(struct __sk_buff *skb)
{
	struct bpf_dynptr ptr;

	return bpf_dynptr_from_skb(skb, 0, &ptr);
}

SEC("tc")
int own_context(struct __sk_buff *skb)
{
	struct sk_buff *inner = bpf_cast_to_kern_ctx(skb);

	return size_of(skb) + (inner->len & 1);
}

SEC("cgroup_skb/egress")
int a_view_of_the_same(struct __sk_buff *skb)
{
	return size_of(skb) & 1;
}

SEC("xdp")
int there_and_back(struct xdp_md *xdp)
{
	char *moved = (char *)xdp + 4;
	struct bpf_dynptr ptr;

	return bpf_dynptr_from_xdp((void *)(moved - 4), 0, &ptr) ? XDP_DROP : XDP_PASS;
}

SEC("cgroup/connect_unix")
int the_kernels_own(struct bpf_sock_addr *ctx)
{
	struct bpf_sock_addr_kern *inner = bpf_cast_to_kern_ctx(ctx);
	u8 path[8] = "sock";

	return bpf_sock_addr_set_sun_path(inner, path, sizeof(path)) >= 0;
}

/* In tracing programs a packet is an object like any other. */
SEC("tp_btf/netif_receive_skb")
int BPF_PROG(a_traced_packet, struct sk_buff *skb)
{
	struct bpf_dynptr ptr;

	return bpf_dynptr_from_skb((struct __sk_buff *)skb, 0, &ptr) & 1;
}

SEC("xdp")
int frame(struct xdp_md *ctx)
{
	struct xdp_buff *inner = bpf_cast_to_kern_ctx(ctx);

	return inner->rxq->queue_index;
}

SEC("perf_event")
int event(struct bpf_perf_event_data *ctx)
{
	struct bpf_perf_event_data_kern *inner = bpf_cast_to_kern_ctx(ctx);

	return inner->data->period & 1;
}
