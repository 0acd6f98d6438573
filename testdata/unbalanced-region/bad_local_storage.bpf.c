#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct value {
	struct bpf_spin_lock lock;
	int hits;
};

struct {
	__uint(type, BPF_MAP_TYPE_CGROUP_STORAGE);
	__type(key, struct bpf_cgroup_storage_key);
	__type(value, struct value);
} values SEC(".maps");

SEC("cgroup_skb/ingress")
int unlocked_without_a_lock(struct __sk_buff *skb)
{
	struct value *value = bpf_get_local_storage(&values, 0);

	value->hits++; // silent: never NULL
	bpf_spin_unlock(&value->lock); // expect: KF407
	return 1;
}

SEC("cgroup_skb/ingress")
int locked_and_unlocked(struct __sk_buff *skb)
{
	struct value *value = bpf_get_local_storage(&values, 0);

	bpf_spin_lock(&value->lock);
	value->hits++;
	bpf_spin_unlock(&value->lock); // silent: locked above
	return 1;
}

char _license[] SEC("license") = "GPL";
