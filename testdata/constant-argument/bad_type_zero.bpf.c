// bpflint: kernel=6.18
// Type 0 is void. A loader may set what the file leaves at 0.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

extern void *bpf_obj_new_impl(__u64 local_type_id__k, void *meta__ign) __ksym;
extern void bpf_obj_drop_impl(void *p__alloc, void *meta__ign) __ksym;

struct item {
	int number;
};

const volatile __u32 item_type;
const volatile __u32 item_types[4] = {};

SEC("tc")
int makes_nothing(struct __sk_buff *skb)
{
	void *object = bpf_obj_new_impl(0, NULL); // expect: KF106

	if (object)
		bpf_obj_drop_impl(object, NULL);
	return 0;
}

SEC("tc")
int waits_for_loader(struct __sk_buff *skb)
{
	void *object = bpf_obj_new_impl(item_type, NULL); // expect: KF106 warning

	if (object)
		bpf_obj_drop_impl(object, NULL);
	return 0;
}

SEC("tc")
int waits_for_loader_of_many(struct __sk_buff *skb)
{
	void *object = bpf_obj_new_impl(item_types[2], NULL); // expect: KF106 warning

	if (object)
		bpf_obj_drop_impl(object, NULL);
	return 0;
}

SEC("tc")
int makes_item(struct __sk_buff *skb)
{
	void *object = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL); // silent: a struct

	if (object)
		bpf_obj_drop_impl(object, NULL);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
