// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("iter/ksym")
int asks_for_a_cookie(struct bpf_iter__ksym *ctx)
{
	return bpf_get_attach_cookie(ctx) == 1; // expect: BP501
}

SEC("iter/bpf_map")
int redirects(struct bpf_iter__bpf_map *ctx)
{
	return bpf_redirect(1, 0) == 1; // expect: BP501
}

char _license[] SEC("license") = "GPL";
