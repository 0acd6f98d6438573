// The forms of bpf_sk_storage_get(): of a tested socket, of the context, of what is never NULL.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, long);
} storage SEC(".maps");

SEC("tc")
int of_a_packet(struct __sk_buff *skb)
{
	struct bpf_sock *sk = skb->sk;
	long *value;

	if (!sk)
		return 0;
	value = bpf_sk_storage_get(&storage, sk, NULL, BPF_SK_STORAGE_GET_F_CREATE);
	if (value)
		*value += 1;
	return 0;
}

SEC("cgroup/sock_create")
int of_the_context(struct bpf_sock *sk)
{
	long *value = bpf_sk_storage_get(&storage, sk, NULL, BPF_SK_STORAGE_GET_F_CREATE);

	if (value)
		*value += 1;
	return 1;
}

SEC("cgroup/connect4")
int of_an_address(struct bpf_sock_addr *address)
{
	bpf_sk_storage_delete(&storage, address->sk);
	return 1;
}

SEC("iter/bpf_sk_storage_map")
int of_an_iterator(struct bpf_iter__bpf_sk_storage_map *ctx)
{
	bpf_sk_storage_delete(&storage, ctx->sk);
	return 0;
}

char _license[] SEC("license") = "GPL";
