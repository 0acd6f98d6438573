// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

extern struct task_struct *bpf_task_from_pid(__s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;
extern struct cgroup *bpf_cgroup_from_id(__u64 cgid) __ksym;
extern void bpf_cgroup_release(struct cgroup *cgrp) __ksym;
extern void *bpf_percpu_obj_new_impl(__u64 local_type_id__k, void *meta__ign) __ksym;
extern void bpf_percpu_obj_drop_impl(void *p__alloc, void *meta__ign) __ksym;
extern int bpf_dynptr_size(const struct bpf_dynptr *ptr) __ksym;

struct counter {
	long hits;
};

struct slot {
	struct task_struct __kptr *task;
	struct counter __kptr *counter;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct slot);
} slots SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, char[64]);
} bytes SEC(".maps");

SEC("?tc")
int written(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct slot *slot = bpf_map_lookup_elem(&slots, &key);

	if (!slot)
		return 0;
	slot->counter = (void *)8; // expect: KF410
	return 0;
}

SEC("?syscall")
int of_other_type(void *ctx)
{
	__u32 key = 0;
	struct slot *slot = bpf_map_lookup_elem(&slots, &key);
	struct cgroup *group;
	void *old;

	if (!slot)
		return 0;
	group = bpf_cgroup_from_id(1);
	if (!group)
		return 0;
	old = bpf_kptr_xchg(&slot->task, (void *)group); // expect: KF410
	if (old)
		bpf_task_release(old);
	return 0;
}

SEC("?tc")
int percpu_object(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct slot *slot = bpf_map_lookup_elem(&slots, &key);
	struct counter *counter;

	if (!slot)
		return 0;
	counter = bpf_percpu_obj_new_impl(bpf_core_type_id_local(struct counter), NULL);
	if (!counter)
		return 0;
	counter = bpf_kptr_xchg(&slot->counter, counter); // expect: KF410
	if (counter)
		bpf_percpu_obj_drop_impl(counter, NULL);
	return 0;
}

SEC("?tc")
int dynptr_in_a_map(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct bpf_dynptr *place = bpf_map_lookup_elem(&bytes, &key);

	if (!place)
		return 0;
	bpf_dynptr_from_mem(place, 8, 0, place); // expect: KF410
	return 0;
}

char _license[] SEC("license") = "GPL";
