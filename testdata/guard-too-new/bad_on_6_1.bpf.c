// bpflint: kernel=6.1
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void cgroup_rstat_flush(struct cgroup *cgrp) __ksym __weak;

SEC("iter.s/cgroup")
int tests_the_address(struct bpf_iter__cgroup *ctx)
{
	struct cgroup *cgroup = ctx->cgroup;

	if (cgroup && bpf_ksym_exists(cgroup_rstat_flush)) // expect: KF307
		cgroup_rstat_flush(cgroup); // expect: KF305
	return 0;
}

char _license[] SEC("license") = "GPL";
