#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_sock_destroy(struct sock_common *sock) __ksym;

SEC("tp_btf/tcp_destroy_sock")
int outside_an_iterator(u64 *ctx)
{
	bpf_sock_destroy((struct sock_common *)ctx[0]); // expect: KF203
	return 0;
}

char _license[] SEC("license") = "GPL";
