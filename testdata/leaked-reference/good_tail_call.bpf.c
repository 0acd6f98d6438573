// bpflint: kernel=6.18
// In a subprogram the verifier does not ask at a tail call what its callers hold.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} programs SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

static __noinline int jump(struct pt_regs *ctx)
{
	bpf_tail_call(ctx, &programs, 0); // silent: its own frame holds nothing
	return 0;
}

SEC("kprobe")
int holds_a_record(struct pt_regs *ctx)
{
	void *record = bpf_ringbuf_reserve(&events, 8, 0);

	if (!record)
		return 0;
	jump(ctx);
	bpf_ringbuf_submit(record, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
