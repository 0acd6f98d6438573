// bpflint: kernel=6.18
// Memory that programs may only read, written by helpers and kfuncs, and memory that they may only write.
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
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct {
		__uint(type, BPF_MAP_TYPE_ARRAY);
		__uint(max_entries, 4);
		__uint(map_flags, BPF_F_RDONLY_PROG);
		__type(key, __u32);
		__type(value, __u64);
	});
} tables SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__uint(map_flags, BPF_F_WRONLY_PROG);
	__type(key, __u32);
	__type(value, __u64);
} results SEC(".maps");

SEC("tc")
int loads_into_a_setting(struct __sk_buff *skb)
{
	__u32 key = 0;
	__u64 *value = bpf_map_lookup_elem(&settings, &key);

	if (!value)
		return 0;
	return bpf_skb_load_bytes(skb, 0, value, sizeof(*value)); // expect: KF417
}

SEC("tc")
int loads_into_a_table(struct __sk_buff *skb)
{
	__u32 key = 0;
	void *table = bpf_map_lookup_elem(&tables, &key);
	__u64 *value;

	if (!table)
		return 0;
	value = bpf_map_lookup_elem(table, &key);
	if (!value)
		return 0;
	return bpf_skb_load_bytes(skb, 0, value, sizeof(*value)); // expect: KF417
}

SEC("tc")
int sends_a_result(struct __sk_buff *skb)
{
	__u32 key = 0;
	__u64 *value = bpf_map_lookup_elem(&results, &key);

	if (!value)
		return 0;
	return bpf_skb_store_bytes(skb, 0, value, sizeof(*value), 0); // expect: KF417
}

SEC("tc")
int sets_an_option(struct __sk_buff *skb)
{
	CONFIG_HZ = 1000; // expect: KF417
	return 0;
}

SEC("tc")
int loads_into_an_option(struct __sk_buff *skb)
{
	return bpf_skb_load_bytes(skb, 0, &CONFIG_HZ, sizeof(CONFIG_HZ)); // expect: KF417
}

char LICENSE[] SEC("license") = "GPL";
