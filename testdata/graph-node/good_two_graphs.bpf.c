// bpflint: kernel=6.18
/* What a list and a tree may own at once needs a count of references. */
#include <vmlinux.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

extern void *bpf_obj_new_impl(u64 local_type_id__k, void *meta__ign) __ksym;
extern void bpf_obj_drop_impl(void *p__alloc, void *meta__ign) __ksym;

struct item {
	struct bpf_list_node by_age;
	struct bpf_rb_node by_key;
	struct bpf_refcount references;
	u64 key;
};

SEC("tc")
int made_and_dropped(struct __sk_buff *skb)
{
	struct item *item = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);

	if (item)
		bpf_obj_drop_impl(item, NULL);
	return 0;
}
