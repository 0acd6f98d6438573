// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, __u64);
} counters SEC(".maps");

static void *(*find)(void *map, const void *key) = (void *)1;

SEC("tc")
int forgets_the_test(struct __sk_buff *skb)
{
	__u32 key = 0;
	__u64 *value = find(&counters, &key);

	*value += 1; // expect: KF406
	return 0;
}

char _license[] SEC("license") = "GPL";
