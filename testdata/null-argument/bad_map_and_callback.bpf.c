// bpflint: kernel=6.18
// What a work queue needs is refused when it is NULL, whatever the flags of the kfunc say.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_wq_init(struct bpf_wq *wq, void *p__map, unsigned int flags) __ksym;
extern int bpf_wq_set_callback_impl(struct bpf_wq *wq, int(callback_fn)(void *map, int *key, void *value),
				    unsigned int flags, void *aux__ign) __ksym;

struct job {
	long n;
	struct bpf_wq wq;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, struct job);
} jobs SEC(".maps");

SEC("tc")
int no_map(struct __sk_buff *skb)
{
	int key = 0;
	struct job *job = bpf_map_lookup_elem(&jobs, &key);

	return job ? bpf_wq_init(&job->wq, NULL, 0) : 0; // expect: KF107
}

SEC("tc")
int no_check(struct __sk_buff *skb)
{
	int key = 0;
	struct job *job = bpf_map_lookup_elem(&jobs, &key);

	return bpf_wq_init(&job->wq, &jobs, 0); // expect: KF107
}

SEC("tc")
int no_callback(struct __sk_buff *skb)
{
	int key = 0;
	struct job *job = bpf_map_lookup_elem(&jobs, &key);

	if (!job || bpf_wq_init(&job->wq, &jobs, 0))
		return 0;
	return bpf_wq_set_callback_impl(&job->wq, NULL, 0, NULL); // expect: KF107, KF305
}

char LICENSE[] SEC("license") = "GPL";
