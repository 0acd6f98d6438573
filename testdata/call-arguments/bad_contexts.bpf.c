#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

/* A struct of the program's own, so that it reads on kernels without connection tracking. */
struct bpf_ct_opts___local {
	s32 netns_id;
	s32 error;
	u8 l4proto;
	u8 dir;
	u8 reserved[2];
} __attribute__((preserve_access_index));

extern struct nf_conn *bpf_skb_ct_lookup(struct __sk_buff *ctx, struct bpf_sock_tuple *tuple, u32 tuple__sz,
					 struct bpf_ct_opts___local *opts, u32 opts__sz) __ksym;
extern struct nf_conn *bpf_xdp_ct_lookup(struct xdp_md *ctx, struct bpf_sock_tuple *tuple, u32 tuple__sz,
					 struct bpf_ct_opts___local *opts, u32 opts__sz) __ksym;
extern void bpf_ct_release(struct nf_conn *nfct) __ksym;
extern int bpf_dynptr_from_skb(struct __sk_buff *skb, u64 flags, struct bpf_dynptr *ptr) __ksym;
extern int bpf_dynptr_from_xdp(struct xdp_md *xdp, u64 flags, struct bpf_dynptr *ptr) __ksym;
extern void *bpf_cast_to_kern_ctx(void *obj) __ksym;
extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

SEC("xdp")
int a_frame_for_a_packet(struct xdp_md *xdp)
{
	struct bpf_ct_opts___local opts = {};
	struct bpf_sock_tuple tuple = {};
	struct nf_conn *found;

	found = bpf_skb_ct_lookup((void *)xdp, &tuple, sizeof(tuple.ipv4), &opts, sizeof(opts)); // expect: KF105
	if (found)
		bpf_ct_release(found);
	return XDP_PASS;
}

SEC("tc")
int a_packet_for_a_frame(struct __sk_buff *skb)
{
	struct bpf_ct_opts___local opts = {};
	struct bpf_sock_tuple tuple = {};
	struct nf_conn *found;

	found = bpf_xdp_ct_lookup((void *)skb, &tuple, sizeof(tuple.ipv4), &opts, sizeof(opts)); // expect: KF105
	if (found)
		bpf_ct_release(found);
	return 0;
}

SEC("tp_btf/task_newtask")
int a_context_for_an_object(u64 *ctx)
{
	struct task_struct *task = bpf_task_acquire((struct task_struct *)ctx); // expect: KF105

	if (task)
		bpf_task_release(task);
	return 0;
}

SEC("tc")
int moved(struct __sk_buff *skb)
{
	struct bpf_dynptr ptr;

	return bpf_dynptr_from_skb(skb + 1, 0, &ptr) ? 0 : 1; // expect: KF105
}

SEC("xdp")
int a_member(struct xdp_md *xdp)
{
	struct bpf_dynptr ptr;

	return bpf_dynptr_from_xdp((void *)&xdp->data_end, 0, &ptr) ? 0 : 1; // expect: KF105
}

SEC("tc")
int the_kernels_own(struct __sk_buff *skb)
{
	struct sk_buff *inner = bpf_cast_to_kern_ctx(skb);
	struct bpf_dynptr ptr;

	return bpf_dynptr_from_skb((void *)inner, 0, &ptr) ? 0 : 1; // expect: KF105
}

SEC("tc")
int moved_before_it_is_cast(struct __sk_buff *skb)
{
	struct sk_buff *inner = bpf_cast_to_kern_ctx(&skb->mark); // expect: KF105

	return inner->len & 1;
}

SEC("xdp")
int packet_of_other_programs(struct xdp_md *ctx)
{
	struct sk_buff *inner = bpf_cast_to_kern_ctx(ctx); // expect: KF105 warning

	return inner->len;
}

SEC("tc")
int frame_of_other_programs(struct __sk_buff *skb)
{
	struct xdp_buff *inner = bpf_cast_to_kern_ctx(skb); // expect: KF105 warning

	return inner->rxq->queue_index;
}
