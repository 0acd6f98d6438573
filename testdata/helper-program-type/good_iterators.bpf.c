// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

/* The iterators of sockets open these two to their programs. */
SEC("iter/tcp")
int sets_an_option(struct bpf_iter__tcp *ctx)
{
	struct sock_common *sk = ctx->sk_common;
	int value = 1;

	if (sk)
		bpf_setsockopt(sk, 1, 8, &value, sizeof(value));
	return 0;
}

SEC("iter/ksym")
int asks_for_the_time(struct bpf_iter__ksym *ctx)
{
	return bpf_ktime_get_ns() == 1;
}

char _license[] SEC("license") = "GPL";
