// bpflint: kernel=6.18
// A test that only skips the use leaves the release to the path on which there is nothing.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} records SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_SOCKMAP);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} sockets SEC(".maps");

int family;

SEC("?tc")
int socket_or_none(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct bpf_sock *socket = bpf_map_lookup_elem(&sockets, &key);

	if (socket)
		family = socket->family;
	bpf_sk_release(socket); // expect: KF107
	return 0;
}

SEC("?tc")
int record_or_none(struct __sk_buff *skb)
{
	__u32 *record = bpf_ringbuf_reserve(&records, sizeof(*record), 0);

	if (record)
		*record = 1;
	bpf_ringbuf_submit(record, 0); // expect: KF107
	return 0;
}

char _license[] SEC("license") = "GPL";
