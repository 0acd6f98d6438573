#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} records SEC(".maps");

SEC("tc")
int made_through_another_pointer(struct __sk_buff *skb)
{
	struct bpf_dynptr record, *same;

	asm volatile("w5 = 0; %0 = %1" : "=r"(same) : "r"(&record) : "r5");
	bpf_ringbuf_reserve_dynptr(&records, 8, 0, same);
	bpf_ringbuf_discard_dynptr(&record, 0); // silent: it is the same one
	return 0;
}

SEC("tc")
int discarded_through_another_pointer(struct __sk_buff *skb)
{
	struct bpf_dynptr record, *same;

	asm volatile("w5 = 0; %0 = %1" : "=r"(same) : "r"(&record) : "r5");
	bpf_ringbuf_reserve_dynptr(&records, 8, 0, &record);
	bpf_ringbuf_discard_dynptr(same, 0);
	return 0; // silent: it was given back
}
