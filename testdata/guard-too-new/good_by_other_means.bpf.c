// bpflint: kernel=6.1
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

extern void cgroup_rstat_flush(struct cgroup *cgrp) __ksym __weak;
extern struct task_struct *bpf_task_from_vpid(s32 vpid) __ksym __weak;
extern void bpf_task_release(struct task_struct *p) __ksym __weak;
extern int LINUX_KERNEL_VERSION __kconfig;

const volatile bool has_flush; /* set by the loader */

SEC("iter.s/cgroup")
int asks_the_loader(struct bpf_iter__cgroup *ctx)
{
	struct cgroup *cgroup = ctx->cgroup;

	if (cgroup && has_flush)
		cgroup_rstat_flush(cgroup); // expect: KF305
	return 0;
}

SEC("syscall")
int tests_what_is_missing(void *ctx)
{
	struct task_struct *task;

	if (!bpf_ksym_exists(bpf_task_from_vpid)) // silent: libbpf puts 0 there
		return 0;
	task = bpf_task_from_vpid(1);
	if (task)
		bpf_task_release(task);
	return 0;
}

char _license[] SEC("license") = "GPL";
