#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct cgroup *bpf_cgroup_acquire(struct cgroup *cgrp) __ksym;
extern void bpf_cgroup_release(struct cgroup *cgrp) __ksym;

SEC("tp_btf/task_newtask")
int something_on_the_stack(u64 *ctx)
{
	struct cgroup *fake = NULL;
	struct cgroup *cgroup;

	cgroup = bpf_cgroup_acquire((struct cgroup *)&fake); // expect: KF105
	if (cgroup)
		bpf_cgroup_release(cgroup);
	return 0;
}

SEC("tp_btf/task_newtask")
int an_integer_for_a_pointer(u64 *ctx)
{
	struct cgroup *cgroup;

	cgroup = bpf_cgroup_acquire((struct cgroup *)bpf_get_current_cgroup_id()); // expect: KF105
	if (cgroup)
		bpf_cgroup_release(cgroup);
	return 0;
}

char _license[] SEC("license") = "GPL";
