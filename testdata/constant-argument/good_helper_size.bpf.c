#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

const volatile u32 size_of_the_loader = 16;

SEC("tc")
int one_of_two(struct __sk_buff *skb)
{
	u32 size = skb->len > 100 ? 64 : 32;
	char *record = bpf_ringbuf_reserve(&events, size, 0);

	if (record)
		bpf_ringbuf_submit(record, 0);
	return 0;
}

SEC("tc")
int given_by_the_loader(struct __sk_buff *skb)
{
	char *record = bpf_ringbuf_reserve(&events, size_of_the_loader, 0);

	if (record)
		bpf_ringbuf_submit(record, 0);
	return 0;
}

SEC("tc")
int varying_dynptr(struct __sk_buff *skb)
{
	struct bpf_dynptr record;

	bpf_ringbuf_reserve_dynptr(&events, skb->len & 63, 0, &record);
	bpf_ringbuf_discard_dynptr(&record, 0);
	return 0;
}
