// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("lsm.s/bpf_prog_free")
int BPF_PROG(on_prog_free, struct bpf_prog *prog) // silent: sleepable from 6.16 to 7.1, neither in 6.12 nor in 7.3
{
	return 0;
}

SEC("lsm/xfrm_decode_session")
int BPF_PROG(on_decode, struct sk_buff *skb, u32 *secid, int ckall) // silent: closed only since 7.1
{
	return 0;
}

char _license[] SEC("license") = "GPL";
