// bpflint: kernel=6.18
// bpf_get_local_storage() takes no flags yet.
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_CGROUP_STORAGE);
	__type(key, struct bpf_cgroup_storage_key);
	__type(value, __u64);
} seen SEC(".maps");

__u64 wanted;

char LICENSE[] SEC("license") = "GPL";

SEC("cgroup_skb/egress")
int one(struct __sk_buff *skb)
{
	__u64 *value = bpf_get_local_storage(&seen, 1); // expect: KF106

	return *value & 1;
}

SEC("cgroup_skb/egress")
int every_one(struct __sk_buff *skb)
{
	__u64 *value = bpf_get_local_storage(&seen, -1); // expect: KF106

	return *value & 1;
}

SEC("cgroup_skb/egress")
int any(struct __sk_buff *skb)
{
	__u64 *value = bpf_get_local_storage(&seen, wanted); // expect: KF106

	return *value & 1;
}

SEC("cgroup_skb/egress")
int of_the_context(struct __sk_buff *skb)
{
	__u64 *value = bpf_get_local_storage(&seen, skb->mark); // expect: KF106

	return *value & 1;
}
