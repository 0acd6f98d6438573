// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

extern void *bpf_obj_new_impl(__u64 local_type_id, void *meta) __ksym;
extern void bpf_percpu_obj_drop_impl(void *p, void *meta) __ksym;

struct counter {
	long hits;
};

struct value {
	struct counter __percpu_kptr *counter;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct value);
} values SEC(".maps");

struct counter *btf_for_counter;

SEC("syscall")
int not_percpu(void *ctx)
{
	struct counter *counter;
	struct value *value;
	__u32 key = 0;

	value = bpf_map_lookup_elem(&values, &key);
	if (!value)
		return 0;
	counter = bpf_obj_new_impl(bpf_core_type_id_local(struct counter), NULL);
	if (!counter)
		return 0;
	counter = bpf_kptr_xchg(&value->counter, counter); // silent: nobody minds before 7.2
	if (counter)
		bpf_percpu_obj_drop_impl(counter, NULL);
	return 0;
}

char _license[] SEC("license") = "GPL";
