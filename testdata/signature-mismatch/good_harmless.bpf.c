#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct another_name {
	int unused;
};

extern struct task_struct *bpf_task_from_pid(long pid) __ksym; // silent: any integer fits any integer
extern void bpf_task_release(const struct task_struct *task) __ksym; // silent: const and names are not compared
extern void bpf_cgroup_release(struct another_name *cgrp) __ksym; // silent: any struct fits any struct
extern struct another_name *bpf_cgroup_from_id(u64 cgid) __ksym;
extern void *bpf_task_acquire(void *p) __ksym; // silent: not called, so not in the object

SEC("tp_btf/task_newtask")
int loads(u64 *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1);
	struct another_name *cgroup = bpf_cgroup_from_id(1);

	if (task)
		bpf_task_release(task);
	if (cgroup)
		bpf_cgroup_release(cgroup);
	return 0;
}

char _license[] SEC("license") = "GPL";
