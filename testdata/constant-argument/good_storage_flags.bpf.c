// bpflint: kernel=6.18
// bpf_get_local_storage() takes no flags yet.
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_CGROUP_STORAGE);
	__type(key, struct bpf_cgroup_storage_key);
	__type(value, __u64);
} seen SEC(".maps");

const volatile __u64 of_the_loader;

char LICENSE[] SEC("license") = "GPL";

SEC("cgroup_skb/egress")
int none(struct __sk_buff *skb)
{
	__u64 *value = bpf_get_local_storage(&seen, 0);

	return *value & 1;
}

SEC("cgroup_skb/egress")
int computed(struct __sk_buff *skb)
{
	__u64 flags = skb->len;
	__u64 *value;

	flags -= flags;
	value = bpf_get_local_storage(&seen, flags);
	return *value & 1;
}

SEC("cgroup_skb/egress")
int set_by_the_loader(struct __sk_buff *skb)
{
	__u64 *value = bpf_get_local_storage(&seen, of_the_loader); // silent: 0 unless the loader sets it

	return *value & 1;
}

static __always_inline __u64 *of(__u64 flags)
{
	return bpf_get_local_storage(&seen, flags);
}

SEC("cgroup_skb/egress")
int in_a_function(struct __sk_buff *skb)
{
	return *of(0) & 1;
}
