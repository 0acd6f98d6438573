// bpflint: kernel=6.1
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 4096);
} incoming SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring SEC(".maps");

static __u64 memory[4];

SEC("raw_tp")
int slice_after_overwriting(void *ctx)
{
	struct bpf_dynptr dynptr;
	__u8 *slice;

	bpf_dynptr_from_mem(memory, sizeof(memory), 0, &dynptr);
	slice = bpf_dynptr_data(&dynptr, 0, 1);
	if (!slice)
		return 0;
	*(volatile __u8 *)&dynptr = 0;
	return *slice; // silent: 6.1 lets slices live
}

static long reserve(struct bpf_dynptr *dynptr, void *context)
{
	bpf_ringbuf_reserve_dynptr(&ring, 8, 0, dynptr); // silent: 6.1 does not look at what was lent
	return 0;
}

SEC("raw_tp")
int lent_and_made(void *ctx)
{
	bpf_user_ringbuf_drain(&incoming, reserve, NULL, 0);
	return 0;
}

char _license[] SEC("license") = "GPL";
