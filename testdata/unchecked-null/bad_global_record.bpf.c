// bpflint: kernel=6.18
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

struct asked {
	__u32 id, length;
};

__noinline int length_of(struct asked *request)
{
	return request->length; // expect: KF406
}

SEC("tc")
int asks(struct __sk_buff *skb)
{
	struct asked request = {};

	return length_of(&request) ? 0 : 2;
}

char _license[] SEC("license") = "GPL";
