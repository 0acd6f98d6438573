#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_copy_from_user_str(void *dst, u32 dst__sz, const void *unsafe_ptr__ign, u64 flags) __ksym;
extern int bpf_wq_init(struct bpf_wq *wq, void *p__map, unsigned int flags) __ksym;
extern int bpf_wq_set_callback_impl(struct bpf_wq *wq, int (callback_fn)(void *map, int *key, void *value),
				    unsigned int flags, void *aux__prog) __ksym;
extern int bpf_wq_start(struct bpf_wq *wq, unsigned int flags) __ksym;

struct value {
	struct bpf_wq work;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct value);
} values SEC(".maps");

char name[16];

SEC("syscall")
int may_sleep(void *ctx)
{
	return bpf_copy_from_user_str(name, sizeof(name), NULL, 0);
}

static int run(void *map, int *key, void *value)
{
	bpf_copy_from_user_str(name, sizeof(name), NULL, 0); // silent: a work queue callback may sleep
	return 0;
}

SEC("tc")
int work_may_sleep(struct __sk_buff *skb)
{
	struct value *value;
	int key = 0;

	value = bpf_map_lookup_elem(&values, &key);
	if (!value || bpf_wq_init(&value->work, &values, 0))
		return 0;
	if (bpf_wq_set_callback_impl(&value->work, run, 0, NULL)) // expect: KF305
		return 0;
	return bpf_wq_start(&value->work, 0);
}

char _license[] SEC("license") = "GPL";
