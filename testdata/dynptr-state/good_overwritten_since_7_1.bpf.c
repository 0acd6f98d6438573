// bpflint: kernel=7.3
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_dynptr_clone(const struct bpf_dynptr *p, struct bpf_dynptr *clone__uninit) __ksym;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring SEC(".maps");

SEC("raw_tp")
int cloned_and_overwritten(void *ctx)
{
	struct bpf_dynptr original, clone;

	bpf_ringbuf_reserve_dynptr(&ring, 8, 0, &original);
	bpf_dynptr_clone(&original, &clone);
	*(volatile __u8 *)&original = 0; // silent: the clone holds the memory
	bpf_ringbuf_discard_dynptr(&clone, 0);
	return 0;
}

char _license[] SEC("license") = "GPL";
