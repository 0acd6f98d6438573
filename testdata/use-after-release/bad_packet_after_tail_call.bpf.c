#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} next_parser SEC(".maps");

static __noinline int parse_further(struct __sk_buff *skb)
{
	bpf_tail_call(skb, &next_parser, 0);
	return 0;
}

SEC("tc")
int sees_the_old_packet(struct __sk_buff *skb)
{
	int *mark = (void *)(long)skb->data;

	if ((void *)(mark + 1) > (void *)(long)skb->data_end)
		return 0;
	parse_further(skb);
	*mark = 42; // expect: KF405
	return 0;
}

SEC("tc")
int stores_an_option(struct __sk_buff *skb)
{
	int *mark = (void *)(long)skb->data;

	if ((void *)(mark + 1) > (void *)(long)skb->data_end)
		return 0;
	bpf_skb_pull_data(skb, 0);
	*mark = 42; // expect: KF405
	return 0;
}

char _license[] SEC("license") = "GPL";
