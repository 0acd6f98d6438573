// bpflint: kernel=6.18
// What BPF_PROG() makes arguments of are the members of an iterator's context.
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

extern void css_rstat_flush(struct cgroup_subsys_state *css) __ksym;
extern struct cgroup *bpf_cgroup_acquire(struct cgroup *cgrp) __ksym;
extern void bpf_cgroup_release(struct cgroup *cgrp) __ksym;

char LICENSE[] SEC("license") = "GPL";

__u64 number;

SEC("iter/cgroup")
int BPF_PROG(at_the_end, struct bpf_iter_meta *meta, struct cgroup *cgrp)
{
	cgrp = bpf_cgroup_acquire(cgrp); // expect: KF107
	if (cgrp)
		bpf_cgroup_release(cgrp);
	return 0;
}

SEC("iter/cgroup")
int BPF_PROG(cannot_sleep, struct bpf_iter_meta *meta, struct cgroup *cgrp)
{
	if (cgrp)
		css_rstat_flush(&cgrp->self); // expect: KF202
	return 0;
}

SEC("iter/bpf_map_elem")
int BPF_PROG(value_at_the_end, struct bpf_iter_meta *meta, struct bpf_map *map, void *key, __u64 *value)
{
	number += *value; // expect: KF406
	return 0;
}
