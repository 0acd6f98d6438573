// bpflint: kernel=6.18
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

int limits[8];

SEC("tc")
int beyond_a_table(struct __sk_buff *skb)
{
	int table[4] = {1, 2, 3, 4};

	return table[skb->mark & 7] > 2 ? 2 : 0; // expect: KF413 warning
}

SEC("tc")
int beyond_a_variable(struct __sk_buff *skb)
{
	limits[skb->mark & 15] = 1; // expect: KF413 warning
	return 0;
}

static const struct {
	int low, high;
} ranges[4] = {{1, 2}, {3, 4}, {5, 6}, {7, 8}};

SEC("tc")
int beyond_constants(struct __sk_buff *skb)
{
	skb->mark = ranges[skb->hash].high; // expect: KF413 warning
	return 0;
}

SEC("tc")
int within_constants(struct __sk_buff *skb)
{
	skb->mark = ranges[skb->hash & 3].high; // silent: there are four
	return 0;
}

char _license[] SEC("license") = "GPL";
