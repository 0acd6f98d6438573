// bpflint: kernel=6.18
// A record that was submitted, and a slice of a packet that moved, are handed to helpers.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

SEC("raw_tp/sched_switch")
int fills_too_late(void *arguments)
{
	char *name = bpf_ringbuf_reserve(&events, 16, 0);

	if (!name)
		return 0;
	bpf_ringbuf_submit(name, 0);
	bpf_get_current_comm(name, 16); // expect: KF405
	return 0;
}

SEC("raw_tp/sched_switch")
int fills_in_time(void *arguments)
{
	char *name = bpf_ringbuf_reserve(&events, 16, 0);

	if (!name)
		return 0;
	bpf_get_current_comm(name, 16); // silent: it is still the program's
	bpf_ringbuf_submit(name, 0);
	return 0;
}

SEC("tc")
int looks_up_by_a_moved_packet(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct bpf_sock *socket;

	if (data + sizeof(struct bpf_sock_tuple) > end)
		return 0;
	bpf_skb_pull_data(skb, 0);
	socket = bpf_sk_lookup_tcp(skb, data, 12, BPF_F_CURRENT_NETNS, 0); // expect: KF405
	if (socket)
		bpf_sk_release(socket);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
