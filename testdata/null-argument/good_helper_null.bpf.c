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
int tested(void *ctx)
{
	__u32 index = 0;
	struct small *small = bpf_map_lookup_elem(&counts, &index);

	if (!small)
		return 0;
	return bpf_ringbuf_output(&events, small, sizeof(*small), 0); // silent: tested
}

SEC("tc")
int no_tunnel(struct __sk_buff *skb)
{
	return bpf_csum_diff(NULL, 0, NULL, 0, 0); // silent: these may be NULL
}

SEC("sk_lookup")
int no_socket(struct bpf_sk_lookup *ctx)
{
	return !bpf_sk_assign(ctx, NULL, 0); // silent: takes back what was assigned
}

SEC("sk_lookup")
int socket_of_context(struct bpf_sk_lookup *ctx)
{
	return !bpf_sk_assign(ctx, ctx->sk, 0); // silent: a socket or NULL
}

SEC("sk_lookup")
int socket_in_map(struct bpf_sk_lookup *ctx)
{
	__u32 key = 0;
	struct bpf_sock *sk = bpf_map_lookup_elem(&sockets, &key);

	if (!sk)
		return 1;
	bpf_sk_assign(ctx, sk, 0);
	bpf_sk_release(sk);
	return 1;
}

char _license[] SEC("license") = "GPL";
