#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;
extern void bpf_cgroup_release(struct cgroup *cgrp); // silent: never called

int bpf_strlen(const char *s); // silent: the file defines it

__noinline int bpf_strlen(const char *s)
{
	return 0;
}

SEC("tp_btf/task_newtask")
int own_function(u64 *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1);

	if (task)
		bpf_task_release(task);
	return bpf_strlen(0);
}

static __always_inline int ignore(void *function)
{
	return 0;
}

SEC("tp_btf/task_newtask")
int passed_for_nothing(u64 *ctx)
{
	return ignore(bpf_cgroup_release); // silent: nothing becomes of it
}

char _license[] SEC("license") = "GPL";
