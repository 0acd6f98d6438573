#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} records SEC(".maps");

struct record {
	bool reserved;
	struct bpf_dynptr space;
};

static __always_inline struct record reserve(void)
{
	struct record record = {};

	record.reserved = true;
	bpf_ringbuf_reserve_dynptr(&records, 8, 0, &record.space);
	return record;
}

SEC("tc")
int given_back_behind_its_flag(struct __sk_buff *skb)
{
	struct record record = reserve();

	if (record.reserved) // silent: the call that filled the dynptr left the flag alone
		bpf_ringbuf_submit_dynptr(&record.space, 0);
	return 0;
}
