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
int BPF_PROG(acquires, struct bpf_iter_meta *meta, struct cgroup *cgrp)
{
	if (!cgrp)
		return 0;
	number += meta->seq_num; // silent: always there
	cgrp = bpf_cgroup_acquire(cgrp);
	if (cgrp)
		bpf_cgroup_release(cgrp);
	return 0;
}

SEC("iter.s/cgroup")
int BPF_PROG(may_sleep, struct bpf_iter_meta *meta, struct cgroup *cgrp)
{
	if (cgrp)
		css_rstat_flush(&cgrp->self);
	return 0;
}

SEC("iter/bpf_map_elem")
int BPF_PROG(value_is_there, struct bpf_iter_meta *meta, struct bpf_map *map, void *key, __u64 *value)
{
	if (!key || !value)
		return 0;
	number += *value + map->max_entries;
	return 0;
}

SEC("iter/task_file")
int BPF_PROG(file_of_task, struct bpf_iter_meta *meta, struct task_struct *task, __u32 fd, struct file *file)
{
	if (!task || !file)
		return 0;
	number += fd + task->pid + file->f_mode;
	return 0;
}

SEC("iter/task_vma")
int BPF_PROG(area_of_task, struct bpf_iter_meta *meta, struct task_struct *task, struct vm_area_struct *vma)
{
	struct seq_file *seq = meta->seq;

	if (!task || !vma)
		return 0;
	BPF_SEQ_PRINTF(seq, "%lx %s\n", vma->vm_start, task->comm);
	return 0;
}
