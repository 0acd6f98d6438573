#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} records SEC(".maps");

struct record {
	struct bpf_dynptr space;
	bool reserved;
};

static __always_inline struct record reserve(struct bpf_dynptr **place)
{
	struct record record = {};

	record.reserved = true;
	bpf_ringbuf_reserve_dynptr(&records, 8, 0, &record.space);
	*place = &record.space;
	return record;
}

SEC("tc")
int written_through_a_pointer_to_it(struct __sk_buff *skb)
{
	struct bpf_dynptr *place;
	struct record record = reserve(&place);
	char byte = 0;

	bpf_dynptr_write(place, 0, &byte, 1, 0); // silent: the struct is built where it ends up
	bpf_ringbuf_submit_dynptr(&record.space, 0);
	return 0;
}
