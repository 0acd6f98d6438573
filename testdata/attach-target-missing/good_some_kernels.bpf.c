#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("fentry/blk_account_io_done")
int BPF_PROG(on_old_done, struct request *rq) // silent: some kernels have it
{
	return 0;
}

SEC("tp_btf/block_io_done")
int BPF_PROG(on_done, struct request *rq) // silent: some kernels have it
{
	return 0;
}

char _license[] SEC("license") = "GPL";
