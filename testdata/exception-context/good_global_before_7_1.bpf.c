// bpflint: kernel=6.18
// To 7.0 only the global function itself is looked at.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void bpf_throw(u64 cookie) __ksym;
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;
extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

__attribute__((noinline)) int throws(struct __sk_buff *skb)
{
	if (skb->len == 1)
		bpf_throw(0); // silent: nothing is held in the function itself
	return 0;
}

SEC("tc")
int in_rcu(struct __sk_buff *skb)
{
	bpf_rcu_read_lock();
	throws(skb); // silent: see bad_global_since_7_1
	bpf_rcu_read_unlock();
	return 0;
}

SEC("tc")
int with_a_reference(struct __sk_buff *skb)
{
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	throws(skb); // silent: see bad_global_since_7_1
	bpf_task_release(task);
	return 0;
}

SEC("tc")
int with_nothing(struct __sk_buff *skb)
{
	return throws(skb);
}

char _license[] SEC("license") = "GPL";
