// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define __exception_cb(name) __attribute__((btf_decl_tag("exception_callback:" #name)))

extern void bpf_throw(__u64 cookie) __ksym;

__u64 hits;

struct counter {
	__u64 hits;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct counter);
} counters SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} records SEC(".maps");

__noinline int no_argument(void)
{
	return 0;
}

__noinline struct counter *gives_pointer(__u64 cookie)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&counters, &key);
}

__noinline void gives_nothing(__u64 cookie)
{
	hits = cookie;
}

__noinline int throws(__u64 cookie) // expect: KF414
{
	if (cookie)
		bpf_throw(cookie);
	return 0;
}

__noinline int first(__u64 cookie)
{
	return 0;
}

__noinline int second(__u64 cookie)
{
	return 0;
}

__noinline int anything(__u64 cookie) // expect: KF414
{
	return cookie;
}

SEC("?tc")
__exception_cb(no_argument)
int callback_without_argument(struct __sk_buff *skb) // expect: KF414
{
	bpf_throw(0);
	return 0;
}

SEC("?tc")
__exception_cb(gives_pointer)
int callback_gives_pointer(struct __sk_buff *skb) // expect: KF414
{
	bpf_throw(0);
	return 0;
}

SEC("?tc")
__exception_cb(gives_nothing)
int callback_gives_nothing(struct __sk_buff *skb) // expect: KF414
{
	bpf_throw(0);
	return 0;
}

SEC("?tc")
__exception_cb(throws)
int callback_throws(struct __sk_buff *skb)
{
	bpf_throw(0);
	return 0;
}

SEC("?tc")
__exception_cb(first)
__exception_cb(second)
int two_callbacks(struct __sk_buff *skb) // expect: KF414
{
	bpf_throw(0);
	return 0;
}

SEC("?cgroup/connect4")
__exception_cb(anything)
int callback_returns_anything(struct bpf_sock_addr *ctx)
{
	bpf_throw(0);
	return 0;
}

static __noinline int static_callback(__u64 cookie)
{
	return 0;
}

__hidden int hidden_callback(__u64 cookie)
{
	return 0;
}

SEC("?tc")
__exception_cb(static_callback)
int callback_is_static(struct __sk_buff *skb) // expect: KF414
{
	bpf_throw(0);
	return 0;
}

SEC("?tc")
__exception_cb(static_callback)
int callback_is_static_too(struct __sk_buff *skb) // expect: KF414
{
	return static_callback(skb->len);
}

SEC("?tc")
__exception_cb(hidden_callback)
int callback_is_hidden(struct __sk_buff *skb) // expect: KF414
{
	bpf_throw(0);
	return 0;
}

SEC("?cgroup/connect4")
int throws_out_of_range(struct bpf_sock_addr *ctx)
{
	bpf_throw(64); // expect: KF414
	return 0;
}

static int each(__u32 index, void *data)
{
	bpf_throw(0); // expect: KF414
	return 0;
}

SEC("?tc")
int throws_in_callback(struct __sk_buff *skb)
{
	bpf_loop(4, each, NULL, 0);
	return 0;
}

SEC("?tc")
int throws_with_record(struct __sk_buff *skb)
{
	struct bpf_dynptr record;

	bpf_ringbuf_reserve_dynptr(&records, 8, 0, &record);
	if (skb->mark)
		bpf_throw(0); // expect: KF414
	bpf_ringbuf_submit_dynptr(&record, 0);
	return 0;
}

char _license[] SEC("license") = "GPL";
