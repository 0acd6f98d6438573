// bpflint: kernel=7.3
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

extern void *bpf_obj_new(__u64 local_type_id__k) __ksym;
extern void bpf_obj_drop(void *p) __ksym;

#define __contains(kind, field) __attribute__((btf_decl_tag("contains:" #kind ":" #field)))

struct member {
	long key;
	struct bpf_list_node link;
};

struct counted {
	long key;
	struct bpf_refcount refs;
};

struct holder {
	struct bpf_list_head list __contains(member, link);
	struct bpf_spin_lock lock;
};

SEC("perf_event")
int in_an_nmi(struct bpf_perf_event_data *ctx)
{
	struct holder *holder = bpf_obj_new(bpf_core_type_id_local(struct holder));

	if (holder)
		bpf_obj_drop(holder); // expect: KF404
	return 0;
}

SEC("perf_event")
int a_node(struct bpf_perf_event_data *ctx)
{
	struct member *member = bpf_obj_new(bpf_core_type_id_local(struct member));

	if (member)
		bpf_obj_drop(member); // expect: KF404
	return 0;
}

SEC("perf_event")
int counted(struct bpf_perf_event_data *ctx)
{
	struct counted *counted = bpf_obj_new(bpf_core_type_id_local(struct counted));

	if (counted)
		bpf_obj_drop(counted); // silent: a refcount is safe there
	return 0;
}

char _license[] SEC("license") = "GPL";
