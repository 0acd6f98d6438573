// bpflint: kernel=6.1
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

extern int bpf_wq_init(struct bpf_wq *wq, void *p__map, unsigned int flags) __ksym __weak;

struct bpf_async_kern___6_10 {
	struct bpf_wq *wq;
};

struct task_struct___later {
	int no_kernel_has_this;
};

struct value {
	struct bpf_wq work;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct value);
} values SEC(".maps");

static __always_inline struct value *first(void)
{
	int key = 0;

	return bpf_map_lookup_elem(&values, &key);
}

static __always_inline bool has_work_queues(void)
{
	return bpf_core_type_exists(struct bpf_async_kern___6_10);
}

SEC("tc")
int by_type(struct __sk_buff *skb)
{
	struct value *value = first();

	if (value && bpf_core_type_exists(struct bpf_async_kern___6_10))
		bpf_wq_init(&value->work, &values, 0); // silent: the loader decides
	return 0;
}

SEC("tc")
int by_function(struct __sk_buff *skb)
{
	struct value *value = first();

	if (!has_work_queues() || !value)
		return 0;
	bpf_wq_init(&value->work, &values, 0); // silent: tested in a function, and turned around
	return 0;
}

SEC("tc")
int by_member(struct __sk_buff *skb)
{
	struct value *value = first();

	if (!value)
		return 0;
	if (bpf_core_field_exists(struct task_struct___later, no_kernel_has_this) ||
	    bpf_core_type_size(struct bpf_async_kern___6_10) == 8)
		bpf_wq_init(&value->work, &values, 0); // silent: behind one of two tests
	return 0;
}

SEC("tc")
int by_exclusion(struct __sk_buff *skb)
{
	struct value *value = first();

	if (!value)
		return 0;
	if (bpf_core_type_exists(struct bpf_async_kern___6_10) ||
	    !bpf_core_field_exists(struct task_struct, pid))
		bpf_wq_init(&value->work, &values, 0); // silent: a kernel may pass neither test
	return 0;
}

char _license[] SEC("license") = "GPL";
