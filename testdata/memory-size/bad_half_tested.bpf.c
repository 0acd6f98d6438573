// bpflint: kernel=6.18
// A signed number that is tested from above only may be negative: the verifier then knows no bound of a size.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct asked {
	int length;
	__u32 size;
	__s64 rest;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct asked);
} requests SEC(".maps");

static __always_inline struct asked *current_request(void)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&requests, &key);
}

SEC("tc")
int tests_half(struct __sk_buff *skb)
{
	struct asked *request = current_request();
	char data[16];

	if (!request || request->length > 16)
		return 0;
	bpf_probe_read_kernel(data, request->length, skb); // expect: KF413
	return data[0];
}

SEC("tc")
int tests_half_of_a_long(struct __sk_buff *skb)
{
	struct asked *request = current_request();
	char data[16];

	if (!request || request->rest > 16)
		return 0;
	bpf_probe_read_kernel(data, request->rest, skb); // expect: KF413
	return data[0];
}

SEC("tc")
int tests_nothing(struct __sk_buff *skb)
{
	struct asked *request = current_request();
	char data[16];

	if (!request)
		return 0;
	bpf_probe_read_kernel(data, request->size, skb); // expect: KF413
	return data[0];
}

SEC("tc")
int tests_unsigned(struct __sk_buff *skb)
{
	struct asked *request = current_request();
	char data[16];

	if (!request || request->size > 16)
		return 0;
	bpf_probe_read_kernel(data, request->size, skb); // silent: not negative
	return data[0];
}

SEC("tc")
int tests_as_unsigned(struct __sk_buff *skb)
{
	struct asked *request = current_request();
	char data[16];

	if (!request || request->length > sizeof(data))
		return 0;
	bpf_probe_read_kernel(data, request->length, skb); // silent: sizeof is unsigned
	return data[0];
}

SEC("tc")
int tests_both(struct __sk_buff *skb)
{
	struct asked *request = current_request();
	char data[16];

	if (!request || request->length < 0 || request->length > 16)
		return 0;
	bpf_probe_read_kernel(data, request->length, skb); // silent: tested from below, too
	return data[0];
}

SEC("tc")
int tests_one_less(struct __sk_buff *skb)
{
	struct asked *request = current_request();
	char data[16];

	if (!request || request->size - 1 > 15)
		return 0;
	bpf_probe_read_kernel(data, request->size, skb); // silent: the verifier links the two
	return data[0];
}

char LICENSE[] SEC("license") = "GPL";
