// bpflint: kernel=7.3
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u32 family;

SEC("fexit/inet_stream_connect")
int BPF_PROG(by_the_old_name, struct socket *sock, struct sockaddr *address, int length, int flags)
{
	if (address) // silent: sockaddr_unsized took its place
		family = address->sa_family;
	return 0;
}

char _license[] SEC("license") = "GPL";
