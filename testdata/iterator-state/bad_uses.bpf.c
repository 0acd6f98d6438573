// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;
extern int bpf_iter_bits_new(struct bpf_iter_bits *it, const __u64 *unsafe_ptr__ign, __u32 nr_words) __ksym;
extern void bpf_iter_bits_destroy(struct bpf_iter_bits *it) __ksym;
extern int bpf_iter_css_task_new(struct bpf_iter_css_task *it, struct cgroup_subsys_state *css, unsigned int flags) __ksym;
extern void bpf_iter_css_task_destroy(struct bpf_iter_css_task *it) __ksym;
extern struct cgroup *bpf_cgroup_from_id(__u64 cgid) __ksym;
extern void bpf_cgroup_release(struct cgroup *cgrp) __ksym;

__u64 result;

SEC("?raw_tp/sys_enter")
int of_other_kind(void *ctx)
{
	struct bpf_iter_num numbers;

	bpf_iter_num_new(&numbers, 0, 4);
	bpf_iter_bits_destroy((void *)&numbers); // expect: KF408
	return 0;
}

SEC("?raw_tp/sys_enter")
int read_directly(void *ctx)
{
	struct bpf_iter_num numbers;

	bpf_iter_num_new(&numbers, 0, 4);
	result = numbers.__opaque[0]; // expect: KF408
	bpf_iter_num_destroy(&numbers);
	return 0;
}

static int counts(__u32 index, void *data)
{
	struct bpf_iter_num numbers;

	bpf_iter_num_new(&numbers, 0, 4);
	return 0; // expect: KF408
}

SEC("?raw_tp/sys_enter")
int leaked_by_callback(void *ctx)
{
	bpf_loop(4, counts, NULL, 0);
	return 0;
}

SEC("?tp_btf/task_newtask")
int tasks_of_a_group(__u64 *ctx)
{
	struct cgroup *group = bpf_cgroup_from_id(1);
	struct bpf_iter_css_task tasks;

	if (!group)
		return 0;
	bpf_iter_css_task_new(&tasks, &group->self, 0); // expect: KF408
	bpf_iter_css_task_destroy(&tasks);
	bpf_cgroup_release(group);
	return 0;
}

char _license[] SEC("license") = "GPL";
