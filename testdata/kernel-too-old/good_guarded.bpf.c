// bpflint: kernel=6.1
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_wq_init(struct bpf_wq *wq, void *p__map, unsigned int flags) __ksym __weak;

struct value {
	struct bpf_wq work;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct value);
} values SEC(".maps");

SEC("tc")
int tested_first(struct __sk_buff *skb)
{
	struct value *value;
	int key = 0;

	value = bpf_map_lookup_elem(&values, &key);
	if (value && bpf_ksym_exists(bpf_wq_init))
		bpf_wq_init(&value->work, &values, 0); // silent: never reached on a kernel without it
	return 0;
}

char _license[] SEC("license") = "GPL";
