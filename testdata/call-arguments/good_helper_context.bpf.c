// bpflint: kernel=6.18
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

static __noinline long pull(struct __sk_buff *skb)
{
	return bpf_skb_pull_data(skb, 0); // silent: the context, through a parameter
}

SEC("tc")
int passes_it_on(struct __sk_buff *skb)
{
	return pull(skb);
}

SEC("cgroup/sendmsg4")
int none(struct bpf_sock_addr *ctx)
{
	return bpf_get_netns_cookie(NULL) ? 1 : 0; // silent: this helper takes NULL for the context
}

char _license[] SEC("license") = "GPL";
