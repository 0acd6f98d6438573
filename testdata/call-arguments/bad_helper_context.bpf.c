// bpflint: kernel=6.18
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

SEC("tc")
int not_the_context(struct __sk_buff *skb)
{
	char copy[64] = {};

	return bpf_skb_pull_data((void *)copy, 0); // expect: KF105
}

SEC("tc")
int moved(struct __sk_buff *skb)
{
	return bpf_skb_pull_data((void *)skb + 8, 0); // expect: KF105
}

SEC("tc")
int number_as_memory(struct __sk_buff *skb)
{
	return bpf_skb_load_bytes(skb, 0, (void *)8, 4); // expect: KF105
}

char _license[] SEC("license") = "GPL";
