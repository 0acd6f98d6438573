// bpflint: kernel=6.18
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, __u64);
} seen SEC(".maps");

SEC("tp_btf/kfree_skb")
int BPF_PROG(address_of_the_pointer, struct sk_buff *skb)
{
	bpf_sk_storage_get(&seen, (void *)&skb->sk, 0, 0); // expect: KF105
	return 0;
}

SEC("tp_btf/kfree_skb")
int BPF_PROG(packet_for_a_socket, struct sk_buff *skb)
{
	bpf_sk_storage_get(&seen, (void *)skb, 0, 0); // expect: KF105
	return 0;
}
