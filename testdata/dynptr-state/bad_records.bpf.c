// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_dynptr_from_skb(struct __sk_buff *s, __u64 flags, struct bpf_dynptr *ptr__uninit) __ksym;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} records SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 4096);
} requests SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} next SEC(".maps");

static long discards_what_was_lent(struct bpf_dynptr *request, void *data)
{
	bpf_ringbuf_discard_dynptr(request, 0); // expect: KF409
	return 0;
}

SEC("?raw_tp/sys_enter")
int lent(void *ctx)
{
	bpf_user_ringbuf_drain(&requests, discards_what_was_lent, NULL, 0);
	return 0;
}

SEC("?tc")
int submits_a_packet(struct __sk_buff *skb)
{
	struct bpf_dynptr packet;

	bpf_dynptr_from_skb(skb, 0, &packet);
	bpf_ringbuf_submit_dynptr(&packet, 0); // expect: KF409
	return 0;
}

SEC("?raw_tp/sys_enter")
int of_the_stack(void *ctx)
{
	struct bpf_dynptr bytes;
	char buffer[16] = {};

	bpf_dynptr_from_mem(buffer, sizeof(buffer), 0, &bytes); // expect: KF409
	return 0;
}

static int reserves(__u32 index, void *data)
{
	struct bpf_dynptr record;

	bpf_ringbuf_reserve_dynptr(&records, 8, 0, &record);
	return 0; // expect: KF409
}

SEC("?raw_tp/sys_enter")
int leaks_in_callback(void *ctx)
{
	bpf_loop(4, reserves, NULL, 0);
	return 0;
}

SEC("?tc")
int leaves_by_tail_call(struct __sk_buff *skb)
{
	struct bpf_dynptr record;

	bpf_ringbuf_reserve_dynptr(&records, 8, 0, &record);
	bpf_tail_call(skb, &next, 0); // expect: KF409
	bpf_ringbuf_submit_dynptr(&record, 0);
	return 0;
}

char _license[] SEC("license") = "GPL";
