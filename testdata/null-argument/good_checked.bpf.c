// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;
extern void *bpf_obj_new_impl(__u64 local_type_id__k, void *meta__ign) __ksym;
extern void bpf_obj_drop_impl(void *p__alloc, void *meta__ign) __ksym;
extern void *bpf_dynptr_slice(const struct bpf_dynptr *p, u64 offset, void *buffer__opt, u64 buffer__szk) __ksym;

struct item {
	int value;
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ringbuf SEC(".maps");

SEC("tp_btf/task_newtask")
int checked(u64 *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1);

	if (task)
		bpf_task_release(task);
	return 0;
}

SEC("tc")
int ignored_arguments_may_be_null(struct __sk_buff *skb)
{
	struct item *item;

	item = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL); // silent: an __ign argument
	if (item)
		bpf_obj_drop_impl(item, NULL);
	return 0;
}

SEC("tp/syscalls/sys_enter_nanosleep")
int optional_buffer(void *ctx)
{
	struct bpf_dynptr ptr;
	char *data;

	bpf_ringbuf_reserve_dynptr(&ringbuf, 64, 0, &ptr);
	data = bpf_dynptr_slice(&ptr, 0, NULL, 8); // silent: an __opt argument
	if (data)
		bpf_printk("%d", data[0]);
	bpf_ringbuf_discard_dynptr(&ptr, 0);
	return 0;
}

char _license[] SEC("license") = "GPL";
