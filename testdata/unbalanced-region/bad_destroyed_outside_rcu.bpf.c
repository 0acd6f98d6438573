// bpflint: kernel=7.3
// An iterator that needs RCU has to be destroyed in the read side it was begun in.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_iter_task_new(struct bpf_iter_task *it, struct task_struct *task, unsigned int flags) __ksym;
extern struct task_struct *bpf_iter_task_next(struct bpf_iter_task *it) __ksym;
extern void bpf_iter_task_destroy(struct bpf_iter_task *it) __ksym;
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

SEC("syscall")
int after_unlock(void *ctx)
{
	struct bpf_iter_task it;

	bpf_rcu_read_lock();
	bpf_iter_task_new(&it, 0, 1);
	bpf_iter_task_next(&it);
	bpf_rcu_read_unlock();
	bpf_iter_task_destroy(&it); // expect: KF407
	return 0;
}

SEC("syscall")
int in_another(void *ctx)
{
	struct bpf_iter_task it;

	bpf_rcu_read_lock();
	bpf_iter_task_new(&it, 0, 1);
	bpf_rcu_read_unlock();
	bpf_rcu_read_lock();
	bpf_iter_task_destroy(&it); // expect: KF407
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int in_the_same(void *ctx)
{
	struct bpf_iter_task it;

	bpf_rcu_read_lock();
	bpf_iter_task_new(&it, 0, 1);
	bpf_iter_task_next(&it);
	bpf_iter_task_destroy(&it); // silent: the read side is still open
	bpf_rcu_read_unlock();
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
