#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_wq_init(struct bpf_wq *wq, void *p__map, unsigned int flags) __ksym;
extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;

struct value {
	int count;
	struct bpf_wq work;
	struct bpf_timer timer;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct value);
} values SEC(".maps"), others SEC(".maps");

static void setup(void *map, struct value *value)
{
	bpf_wq_init(&value->work, map, 0); // silent: every caller passes the right map
}

SEC("tc")
int own_map(struct __sk_buff *skb)
{
	struct value *value;
	__u32 key = 0;

	value = bpf_map_lookup_elem(&values, &key);
	if (!value)
		return 0;
	bpf_timer_init(&value->timer, &values, 1);
	setup(&values, value);
	value = bpf_map_lookup_elem(&others, &key);
	if (value)
		setup(&others, value);
	return 0;
}

SEC("tc")
int iterator_on_the_stack(struct __sk_buff *skb)
{
	struct bpf_iter_num it;

	bpf_iter_num_new(&it, 0, 3);
	bpf_iter_num_destroy(&it);
	return 0;
}

char _license[] SEC("license") = "GPL";
