// A program of these types gets the form of bpf_sk_storage_get() that takes no NULL.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, long);
} storage SEC(".maps");

SEC("tc")
int of_a_packet(struct __sk_buff *skb)
{
	long *value = bpf_sk_storage_get(&storage, skb->sk, NULL, BPF_SK_STORAGE_GET_F_CREATE); // expect: KF107

	if (value)
		*value += 1;
	return 0;
}

SEC("sockops")
int of_a_connection(struct bpf_sock_ops *ops)
{
	bpf_sk_storage_delete(&storage, ops->sk); // expect: KF107
	return 1;
}

char _license[] SEC("license") = "GPL";
