// bpflint: kernel=6.1
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct { // expect: BP507
	__uint(type, BPF_MAP_TYPE_CGRP_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, long);
} per_cgroup SEC(".maps");

SEC("struct_ops")
void BPF_PROG(init, struct sock *sk)
{
}

SEC(".struct_ops.link") // expect: BP507
struct tcp_congestion_ops linked = {
	.init = (void *)init,
	.name = "linked",
};

SEC("?.struct_ops.link") // expect: BP507 warning
struct tcp_congestion_ops optional = {
	.init = (void *)init,
	.name = "optional",
};

char _license[] SEC("license") = "GPL";
