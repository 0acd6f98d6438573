// bpflint: kernel=6.12
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void bpf_preempt_disable(void) __ksym;
extern void bpf_preempt_enable(void) __ksym;
extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;

struct value {
	struct bpf_spin_lock lock;
	int sum;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct value);
} values SEC(".maps");

__attribute__((noinline)) int global_function(int x)
{
	return x + bpf_get_prandom_u32();
}

SEC("tc")
int global_with_preemption_off(struct __sk_buff *skb)
{
	int result;

	bpf_preempt_disable(); // note: preemption is off from here
	result = global_function(1); // expect: KF204
	bpf_preempt_enable();
	return result == 1;
}

SEC("tc")
int loop_under_a_lock(struct __sk_buff *skb)
{
	struct bpf_iter_num it;
	struct value *value;
	__u32 key = 0;

	value = bpf_map_lookup_elem(&values, &key);
	if (!value)
		return 0;
	bpf_spin_lock(&value->lock);
	bpf_iter_num_new(&it, 0, 3); // expect: KF204
	while (bpf_iter_num_next(&it)) // expect: KF204
		value->sum++;
	bpf_iter_num_destroy(&it); // expect: KF204
	bpf_spin_unlock(&value->lock);
	return 0;
}

char _license[] SEC("license") = "GPL";
