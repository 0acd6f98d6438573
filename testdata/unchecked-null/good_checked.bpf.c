// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

extern void *bpf_obj_new_impl(__u64 local_type_id__k, void *meta__ign) __ksym;
extern void bpf_obj_drop_impl(void *p__alloc, void *meta__ign) __ksym;

struct item {
	int value;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

static __u64 *lookup(__u32 key)
{
	return bpf_map_lookup_elem(&counts, &key);
}

SEC("tc")
int new_object_checked(struct __sk_buff *skb)
{
	struct item *item = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);

	if (!item)
		return 0;
	item->value = 1;
	bpf_obj_drop_impl(item, NULL);
	return 0;
}

SEC("tc")
int checked_with_and(struct __sk_buff *skb)
{
	__u64 *count = lookup(skb->mark);

	if (count && *count < 100) // silent: the second half runs for a valid pointer only
		*count += 1;
	return 0;
}

char _license[] SEC("license") = "GPL";
