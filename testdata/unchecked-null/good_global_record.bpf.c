// bpflint: kernel=6.18
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

struct asked {
	__u32 id, length;
};

__noinline int length_of(struct asked *request)
{
	return request ? request->length : 0; // silent: tested, as whoever calls it is not looked at
}

__noinline int mark_of(struct __sk_buff *skb)
{
	return skb->mark; // silent: the context is never NULL
}

SEC("tc")
int asks(struct __sk_buff *skb)
{
	struct asked request = {};

	return length_of(&request) + mark_of(skb) ? 0 : 2;
}

char _license[] SEC("license") = "GPL";
