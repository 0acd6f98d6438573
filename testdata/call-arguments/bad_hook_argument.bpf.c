// bpflint: kernel=6.18
// An argument is what the hook passes, not what the program declares it to be.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

extern struct cgroup *bpf_cgroup_acquire(struct cgroup *cgrp) __ksym;
extern void bpf_cgroup_release(struct cgroup *cgrp) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(a_task_is_no_cgroup, struct cgroup *cgrp, u64 clone_flags) // expect: BP510 warning
{
	struct cgroup *held = bpf_cgroup_acquire(cgrp); // expect: KF105

	if (held)
		bpf_cgroup_release(held);
	return 0;
}

SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(a_cgroup_by_another_name, struct cgroup_subsys_state *css, const char *path)
{
	struct cgroup *held = bpf_cgroup_acquire((struct cgroup *)css); // silent: the hook passes a cgroup

	if (held)
		bpf_cgroup_release(held);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
