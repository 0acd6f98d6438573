/* Helpers that take a size of 0, and one that is not called then. */
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

SEC("tc")
int asks_for_nothing(struct __sk_buff *skb)
{
	char name[16];

	return bpf_probe_read_kernel(name, 0, skb); // silent: this one takes none
}

SEC("tc")
int reads_if_any(struct __sk_buff *skb)
{
	char header[16] = {};
	__u32 length = 0;

	if (skb->len > 40)
		length = sizeof(header);
	if (length)
		bpf_skb_load_bytes(skb, 0, header, length); // silent: not called with 0
	return header[0];
}

char _license[] SEC("license") = "GPL";
