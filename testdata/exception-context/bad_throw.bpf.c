#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void bpf_throw(u64 cookie) __ksym;
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;
extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

SEC("tp_btf/task_newtask")
int throws_with_a_reference(u64 *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1); // note: acquired here

	if (!task)
		return 0;
	if (task->pid != 1)
		bpf_throw(0); // expect: KF414
	bpf_task_release(task);
	return 0;
}

SEC("tc")
int throws_under_rcu(struct __sk_buff *skb)
{
	bpf_rcu_read_lock();
	if (skb->mark)
		bpf_throw(0); // expect: KF414
	bpf_rcu_read_unlock();
	return 0;
}

char _license[] SEC("license") = "GPL";
