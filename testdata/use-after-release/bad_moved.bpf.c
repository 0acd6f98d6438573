// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

extern void *bpf_obj_new_impl(__u64 local_type_id__k, void *meta__ign) __ksym;
extern void bpf_obj_drop_impl(void *p__alloc, void *meta__ign) __ksym;
extern void *bpf_percpu_obj_new_impl(__u64 local_type_id__k, void *meta__ign) __ksym;
extern void bpf_percpu_obj_drop_impl(void *p__alloc, void *meta__ign) __ksym;

#define percpu_kptr __attribute__((btf_type_tag("percpu_kptr")))

struct counter {
	long hits;
};

struct slot {
	struct counter percpu_kptr *counter;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct slot);
} slots SEC(".maps");

SEC("?syscall")
int moved(void *ctx)
{
	__u32 key = 0;
	struct slot *slot = bpf_map_lookup_elem(&slots, &key);
	struct counter *counter, *mine;

	if (!slot)
		return 0;
	counter = bpf_percpu_obj_new_impl(bpf_core_type_id_local(struct counter), NULL);
	if (!counter)
		return 0;
	counter = bpf_kptr_xchg(&slot->counter, counter);
	if (counter)
		bpf_percpu_obj_drop_impl(counter, NULL);
	counter = bpf_percpu_obj_new_impl(bpf_core_type_id_local(struct counter), NULL);
	if (!counter)
		return 0;
	mine = bpf_kptr_xchg(&slot->counter, counter);
	if (mine)
		bpf_percpu_obj_drop_impl(mine, NULL);
	bpf_this_cpu_ptr(counter); // expect: KF405
	return 0;
}

char _license[] SEC("license") = "GPL";
