// bpflint: kernel=6.18
// The same memory, used as it may be.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int CONFIG_HZ __kconfig;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__type(key, __u32);
	__type(value, __u64);
} settings SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__uint(map_flags, BPF_F_WRONLY_PROG);
	__type(key, __u32);
	__type(value, __u64);
} results SEC(".maps");

SEC("tc")
int sends_a_setting(struct __sk_buff *skb)
{
	__u32 key = 0;
	__u64 *value = bpf_map_lookup_elem(&settings, &key);

	if (!value)
		return 0;
	return bpf_skb_store_bytes(skb, 0, value, sizeof(*value), 0); // silent: it is read
}

SEC("tc")
int loads_into_a_result(struct __sk_buff *skb)
{
	__u32 key = 0;
	__u64 *value = bpf_map_lookup_elem(&results, &key);

	if (!value)
		return 0;
	return bpf_skb_load_bytes(skb, 0, value, sizeof(*value)); // silent: it is written
}

SEC("tc")
int stores_an_option(struct __sk_buff *skb)
{
	return bpf_skb_store_bytes(skb, 0, &CONFIG_HZ, sizeof(CONFIG_HZ), 0) + CONFIG_HZ; // silent: it is read
}

char LICENSE[] SEC("license") = "GPL";
