#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_sock_destroy(struct sock_common *sock) __ksym;

SEC("iter/tcp")
int inside_an_iterator(struct bpf_iter__tcp *ctx)
{
	struct sock_common *sock = ctx->sk_common;

	if (sock)
		bpf_sock_destroy(sock);
	return 0;
}

char _license[] SEC("license") = "GPL";
