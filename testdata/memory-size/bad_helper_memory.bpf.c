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

SEC("kprobe")
int small_value_as_key(void *ctx)
{
	__u32 index = 0;
	struct small *small = bpf_map_lookup_elem(&counts, &index);

	if (!small)
		return 0;
	return !!bpf_map_lookup_elem(&table, small); // expect: KF413
}

SEC("kprobe")
int small_key_on_the_stack(void *ctx)
{
	__u32 key = 0;

	return !!bpf_map_lookup_elem(&table, &key); // expect: KF413
}

SEC("kprobe")
int small_record(void *ctx)
{
	__u32 *record = bpf_ringbuf_reserve(&events, sizeof(*record), 0);

	if (!record)
		return 0;
	bpf_probe_read_kernel(record, 8, (void *)1); // expect: KF413
	bpf_ringbuf_submit(record, 0);
	return 0;
}

SEC("kprobe")
int small_number(void *ctx)
{
	__u32 index = 0;
	struct small *small = bpf_map_lookup_elem(&counts, &index);

	if (!small)
		return 0;
	return bpf_strtol("12", 2, 0, (long *)small); // expect: KF413
}

SEC("kprobe")
int negative_size(void *ctx)
{
	char name[8];

	bpf_probe_read_kernel(name, -1, (void *)1); // expect: KF413
	return name[0];
}

SEC("kprobe")
int half_a_number(void *ctx)
{
	static const char format[] = "%d %d";
	__u64 numbers[2] = {1, 2};
	char text[8];

	return bpf_snprintf(text, sizeof(text), format, numbers, 12); // expect: KF413
}

struct {
	__uint(type, BPF_MAP_TYPE_SOCKHASH);
	__uint(max_entries, 8);
	__type(key, __u64);
	__type(value, __u64);
} sockets SEC(".maps");

SEC("sk_msg")
int small_key_behind_the_map(struct sk_msg_md *msg)
{
	__u32 key = msg->remote_ip4;

	return bpf_msg_redirect_hash(msg, &sockets, &key, 0); // expect: KF413
}

__u64 number;

SEC("xdp")
int larger_than_all_variables(struct xdp_md *xdp)
{
	bpf_xdp_load_bytes(xdp, 0, &number, 64); // expect: KF413
	return number == 3 ? XDP_DROP : XDP_PASS;
}

char _license[] SEC("license") = "GPL";
