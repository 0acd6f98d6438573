// bpflint: kernel=6.18
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, __u64);
	__type(value, __u64);
} table SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, __u64[16]);
} stacks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

struct small {
	__u32 count;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, struct small);
} counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_SOCKMAP);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, __u64);
} sockets SEC(".maps");

SEC("kprobe")
int result_handed_on(void *ctx)
{
	__u64 key = 0;
	__u64 *value = bpf_map_lookup_elem(&table, &key);

	return bpf_ringbuf_output(&events, value, sizeof(*value), 0); // expect: KF107
}

SEC("tc")
int no_buffer(struct __sk_buff *skb)
{
	return bpf_skb_load_bytes(skb, 0, NULL, 4); // expect: KF107
}

SEC("kprobe")
int no_number(void *ctx)
{
	return bpf_strtol("12", 2, 0, NULL); // expect: KF107
}

SEC("sk_lookup")
int socket_in_map(struct bpf_sk_lookup *ctx)
{
	__u32 key = 0;
	struct bpf_sock *sk = bpf_map_lookup_elem(&sockets, &key);

	bpf_sk_assign(ctx, sk, 0); // expect: KF107
	if (sk)
		bpf_sk_release(sk);
	return 1;
}

char _license[] SEC("license") = "GPL";
