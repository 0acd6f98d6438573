#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

SEC("tc")
int varying_record(struct __sk_buff *skb)
{
	char *record = bpf_ringbuf_reserve(&events, skb->len & 63, 0); // expect: KF106

	if (record)
		bpf_ringbuf_submit(record, 0);
	return 0;
}

SEC("tc")
int varying_part(struct __sk_buff *skb)
{
	struct bpf_dynptr record;
	char *part;

	bpf_ringbuf_reserve_dynptr(&events, 64, 0, &record);
	part = bpf_dynptr_data(&record, 0, skb->len & 15); // expect: KF106
	if (part)
		*part = 0;
	bpf_ringbuf_discard_dynptr(&record, 0);
	return 0;
}
