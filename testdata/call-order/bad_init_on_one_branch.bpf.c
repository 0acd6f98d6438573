// SPDX-License-Identifier: MIT
/* The branch depends on the packet alone, so nothing says that the wq was set up before. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct job {
	struct bpf_wq wq;
	__u32 runs;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, struct job);
} jobs SEC(".maps");

extern int bpf_wq_init(struct bpf_wq *wq, void *p__map, unsigned int flags) __ksym;
extern int bpf_wq_set_callback(struct bpf_wq *wq, int (*callback_fn)(void *, int *, void *), unsigned int flags) __ksym;
extern int bpf_wq_start(struct bpf_wq *wq, unsigned int flags) __ksym;

char LICENSE[] SEC("license") = "GPL";

static int run_job(void *map, int *key, void *value)
{
	struct job *job = value;

	job->runs++;
	return 0;
}

SEC("tc")
int put_off(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct job *job;

	job = bpf_map_lookup_elem(&jobs, &key);
	if (!job)
		return 0;

	if (skb->len > 1500 && bpf_wq_init(&job->wq, &jobs, 0))
		return 0;
	if (bpf_wq_set_callback(&job->wq, run_job, 0))     // expect: KF401 warning
		return 0;
	bpf_wq_start(&job->wq, 0);
	return 0;
}
