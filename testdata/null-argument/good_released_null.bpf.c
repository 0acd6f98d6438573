// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_SOCKMAP);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} sockets SEC(".maps");

int family;

SEC("?tc")
int released_where_it_is(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct bpf_sock *socket = bpf_map_lookup_elem(&sockets, &key);

	if (socket)
		family = socket->family;
	if (socket)
		bpf_sk_release(socket); // silent: tested once more
	return 0;
}

char _license[] SEC("license") = "GPL";
