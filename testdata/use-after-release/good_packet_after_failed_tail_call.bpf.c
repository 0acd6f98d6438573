// bpflint: kernel=6.18
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} next_parser SEC(".maps");

SEC("tc")
int falls_through(struct __sk_buff *skb)
{
	int *mark = (void *)(long)skb->data;

	if ((void *)(mark + 1) > (void *)(long)skb->data_end)
		return 0;
	bpf_tail_call(skb, &next_parser, 0);
	*mark = 42; // silent: the program goes on only where the call failed, and the packet is as it was
	return 0;
}

SEC("tc")
int looks_again(struct __sk_buff *skb)
{
	int *mark;

	bpf_skb_pull_data(skb, 0);
	mark = (void *)(long)skb->data;
	if ((void *)(mark + 1) > (void *)(long)skb->data_end)
		return 0;
	*mark = 42; // silent: read after the packet moved
	return 0;
}

char _license[] SEC("license") = "GPL";
