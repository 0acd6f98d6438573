#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#include <bpf/bpf_tracing.h>

extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;
extern struct cgroup *bpf_cgroup_acquire(struct cgroup *cgrp) __ksym;
extern void bpf_cgroup_release(struct cgroup *cgrp) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(walked_pointer, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *acquired;

	acquired = bpf_task_acquire(task->last_wakee); // expect: KF108
	if (acquired)
		bpf_task_release(acquired);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(walked_twice, struct task_struct *task, u64 clone_flags)
{
	struct cgroup *acquired;

	acquired = bpf_cgroup_acquire(task->cgroups->dfl_cgrp->dom_cgrp); // expect: KF108
	if (acquired)
		bpf_cgroup_release(acquired);
	return 0;
}

char _license[] SEC("license") = "GPL";
