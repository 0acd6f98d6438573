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
int BPF_PROG(socket_of_a_packet, struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (sk)
		bpf_sk_storage_get(&seen, sk, 0, 0);
	return 0;
}

SEC("tp_btf/tcp_probe")
int BPF_PROG(a_socket, struct sock *sk)
{
	bpf_sk_storage_get(&seen, (void *)&sk->__sk_common, 0, 0); // silent: a socket begins with it
	return 0;
}
