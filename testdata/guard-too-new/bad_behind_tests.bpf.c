// bpflint: kernel=6.1
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int LINUX_KERNEL_VERSION __kconfig;
extern void cgroup_rstat_flush(struct cgroup *cgrp) __ksym __weak;

const volatile bool may_flush;

SEC("iter.s/cgroup")
int behind_a_version(struct bpf_iter__cgroup *ctx)
{
	struct cgroup *cgroup = ctx->cgroup;

	if (LINUX_KERNEL_VERSION >= KERNEL_VERSION(6, 4, 0) && cgroup && bpf_ksym_exists(cgroup_rstat_flush)) // expect: KF307
		cgroup_rstat_flush(cgroup);
	return 0;
}

static __noinline int flush(struct cgroup *cgroup)
{
	if (cgroup && bpf_ksym_exists(cgroup_rstat_flush)) // expect: KF307
		cgroup_rstat_flush(cgroup); // expect: KF305
	return 0;
}

SEC("iter.s/cgroup")
int behind_a_constant(struct bpf_iter__cgroup *ctx)
{
	return may_flush ? flush(ctx->cgroup) : 0;
}

SEC("iter.s/cgroup")
int only_calls(struct bpf_iter__cgroup *ctx)
{
	struct cgroup *cgroup = ctx->cgroup;

	if (LINUX_KERNEL_VERSION >= KERNEL_VERSION(6, 4, 0) && cgroup)
		cgroup_rstat_flush(cgroup);
	if (0 && bpf_ksym_exists(cgroup_rstat_flush)) // silent: the compiler drops it
		return 1;
	return 0;
}

char _license[] SEC("license") = "GPL";
