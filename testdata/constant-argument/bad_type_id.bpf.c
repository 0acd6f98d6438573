// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void *bpf_obj_new_impl(__u64 local_type_id__k, void *meta__ign) __ksym;
extern void bpf_obj_drop_impl(void *p__alloc, void *meta__ign) __ksym;

__u64 type_id;

SEC("tc")
int type_from_a_variable(struct __sk_buff *skb)
{
	void *object = bpf_obj_new_impl(type_id, NULL); // expect: KF106

	if (object)
		bpf_obj_drop_impl(object, NULL);
	return 0;
}

char _license[] SEC("license") = "GPL";
