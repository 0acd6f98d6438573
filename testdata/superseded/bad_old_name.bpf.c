#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_wq_init(struct bpf_wq *wq, void *p__map, unsigned int flags) __ksym;
extern int bpf_wq_set_callback_impl(struct bpf_wq *wq, int (callback_fn)(void *map, int *key, void *value),
				    unsigned int flags, void *aux__prog) __ksym;

struct value {
	struct bpf_wq work;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct value);
} values SEC(".maps");

static int run(void *map, int *key, void *value)
{
	return 0;
}

SEC("tc")
int ended_with_6_19(struct __sk_buff *skb)
{
	struct value *value;
	int key = 0;

	value = bpf_map_lookup_elem(&values, &key);
	if (value && !bpf_wq_init(&value->work, &values, 0))
		bpf_wq_set_callback_impl(&value->work, run, 0, NULL); // expect: KF305
	return 0;
}

char _license[] SEC("license") = "GPL";
