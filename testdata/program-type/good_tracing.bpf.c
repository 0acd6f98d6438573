#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

SEC("tp_btf/task_newtask")
int from_tracing(u64 *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1);

	if (task)
		bpf_task_release(task);
	return 0;
}

SEC("kprobe/do_nanosleep")
int open_to_every_type(struct pt_regs *ctx)
{
	bpf_rcu_read_lock(); // silent: on the list of every program type
	bpf_rcu_read_unlock();
	return 0;
}

char _license[] SEC("license") = "GPL";
