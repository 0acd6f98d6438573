// bpflint: kernel=6.18
// bpf_kptr_xchg() with a place that may be NULL, and with an object of the program's own that may be.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;
extern void *bpf_obj_new_impl(u64 local_type_id__k, void *meta__ign) __ksym;
extern void bpf_obj_drop_impl(void *p__alloc, void *meta__ign) __ksym;

struct own {
	__u64 count;
};

struct value {
	struct task_struct __kptr *task;
	struct own __kptr *own;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, struct value);
} values SEC(".maps");

SEC("syscall")
int place_unchecked(void *ctx)
{
	struct task_struct *task, *old;
	__u32 key = 1;
	struct value *value = bpf_map_lookup_elem(&values, &key);

	task = bpf_task_from_pid(1);
	if (!task)
		return 1;
	old = bpf_kptr_xchg(&value->task, task); // expect: KF107
	if (old)
		bpf_task_release(old);
	return 0;
}

SEC("syscall")
int object_unchecked(void *ctx)
{
	struct own *own, *old;
	__u32 key = 1;
	struct value *value = bpf_map_lookup_elem(&values, &key);

	if (!value)
		return 1;
	own = bpf_obj_new_impl(bpf_core_type_id_local(struct own), NULL);
	old = bpf_kptr_xchg(&value->own, own); // expect: KF107
	if (old)
		bpf_obj_drop_impl(old, NULL);
	return 0;
}

SEC("syscall")
int both_checked(void *ctx)
{
	struct own *own, *old;
	__u32 key = 1;
	struct value *value = bpf_map_lookup_elem(&values, &key);

	if (!value)
		return 1;
	own = bpf_obj_new_impl(bpf_core_type_id_local(struct own), NULL);
	if (!own)
		return 1;
	old = bpf_kptr_xchg(&value->own, own); // silent: both are there
	if (old)
		bpf_obj_drop_impl(old, NULL);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
