// bpflint: kernel=6.18
// These load, and then fail each time they run.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_wq_init(struct bpf_wq *wq, void *p__map, unsigned int flags) __ksym;
extern int bpf_wq_start(struct bpf_wq *wq, unsigned int flags) __ksym;

struct job {
	struct bpf_wq wq;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct job);
} jobs SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

SEC("tc")
int flags_that_nobody_takes(struct __sk_buff *skb)
{
	int key = 0;
	struct job *job = bpf_map_lookup_elem(&jobs, &key);

	if (!job || bpf_wq_init(&job->wq, &jobs, 0)) // silent: 0 is taken
		return 0;
	return bpf_wq_start(&job->wq, 1); // expect: KF416, KF402
}

SEC("tc")
int a_record_that_never_comes(struct __sk_buff *skb)
{
	int *record = bpf_ringbuf_reserve(&events, sizeof(*record), BPF_RB_NO_WAKEUP); // expect: KF416

	if (record)
		bpf_ringbuf_submit(record, BPF_RB_NO_WAKEUP); // silent: here it is known
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
