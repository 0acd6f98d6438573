// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

extern void *bpf_obj_new_impl(__u64 local_type_id__k, void *meta__ign) __ksym;
extern void bpf_obj_drop_impl(void *p__alloc, void *meta__ign) __ksym;

struct box {
	long key;
};

struct slot {
	struct box __kptr *box;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct slot);
} slots SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} records SEC(".maps");

SEC("?tc")
int socket_after_release(struct __sk_buff *skb)
{
	struct bpf_sock_tuple tuple = {};
	struct bpf_sock *socket = bpf_sk_lookup_tcp(skb, &tuple, sizeof(tuple.ipv4), BPF_F_CURRENT_NETNS, 0);
	struct bpf_tcp_sock *tcp;

	if (!socket)
		return 0;
	tcp = bpf_tcp_sock(socket);
	bpf_sk_release(socket);
	if (tcp)
		bpf_sk_release((struct bpf_sock *)tcp); // expect: KF404
	return 0;
}

SEC("?tc")
int slice_of_a_record(struct __sk_buff *skb)
{
	struct bpf_dynptr record;
	void *data;

	bpf_ringbuf_reserve_dynptr(&records, 8, 0, &record);
	data = bpf_dynptr_data(&record, 0, 8);
	bpf_ringbuf_submit_dynptr(&record, 0);
	if (data)
		bpf_ringbuf_submit(data, 0); // expect: KF404
	return 0;
}

SEC("?tc")
int only_looked_at(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct slot *slot = bpf_map_lookup_elem(&slots, &key);
	struct box *box;

	if (!slot)
		return 0;
	box = slot->box;
	if (box)
		bpf_obj_drop_impl(box, NULL); // expect: KF404
	return 0;
}

char _license[] SEC("license") = "GPL";
