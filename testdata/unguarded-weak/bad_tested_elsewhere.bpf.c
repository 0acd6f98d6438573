// bpflint: kernel=6.1
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

extern int bpf_wq_init(struct bpf_wq *wq, void *p__map, unsigned int flags) __ksym __weak;

struct bpf_async_kern___6_10 {
	struct bpf_wq *wq;
};

struct value {
	struct bpf_wq work;
	int count;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct value);
} values SEC(".maps");

SEC("tc")
int test_of_something_else(struct __sk_buff *skb)
{
	struct value *value;
	int key = 0;

	value = bpf_map_lookup_elem(&values, &key);
	if (!value)
		return 0;
	if (bpf_core_type_exists(struct bpf_async_kern___6_10))
		value->count = 1;
	bpf_wq_init(&value->work, &values, 0); // expect: KF306
	return 0;
}

char _license[] SEC("license") = "GPL";
