/* A helper that wants at least a byte, given none. */
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

enum { HEADERS = 0 };

SEC("tc")
int reads_nothing(struct __sk_buff *skb)
{
	char header[16];

	return bpf_skb_load_bytes(skb, 0, header, 0); // expect: KF413
}

SEC("tc")
int writes_nothing(struct __sk_buff *skb)
{
	char header[16] = {};
	__u32 length = HEADERS * sizeof(header);

	return bpf_skb_store_bytes(skb, 0, header, length, 0); // expect: KF413
}

char _license[] SEC("license") = "GPL";
