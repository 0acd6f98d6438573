// bpflint: kernel=6.1,6.12,6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, long);
} storage SEC(".maps");

__u64 address;

SEC("kprobe/do_nanosleep")
int enters(struct pt_regs *ctx)
{
	address = bpf_get_func_ip(ctx); // silent: of a function
	return 0;
}

SEC("kretprobe/do_nanosleep")
int returns(struct pt_regs *ctx)
{
	address = bpf_get_func_ip(ctx);
	return 0;
}

SEC("fentry/tcp_connect")
int BPF_PROG(enters_quickly, struct sock *sk)
{
	address = bpf_get_func_ip(ctx); // silent: this has a trampoline
	bpf_sk_storage_delete(&storage, sk);
	return 0;
}

SEC("fexit/do_nanosleep")
int BPF_PROG(returns_quickly)
{
	address = bpf_get_func_ip(ctx);
	return 0;
}

SEC("iter/tcp")
int for_each_socket(struct bpf_iter__tcp *ctx)
{
	struct sock_common *common = ctx->sk_common;

	if (common)
		bpf_sk_storage_delete(&storage, (struct sock *)common); // silent: iterators are on the list
	return 0;
}

SEC("lsm_cgroup/socket_bind")
int of_a_number(void *ctx)
{
	bpf_set_retval(-1); // silent: the hook returns one
	return 0;
}

char _license[] SEC("license") = "GPL";
