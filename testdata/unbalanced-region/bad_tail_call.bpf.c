// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_res_spin_lock(struct bpf_res_spin_lock *lock) __ksym;
extern void bpf_res_spin_unlock(struct bpf_res_spin_lock *lock) __ksym;
extern void bpf_local_irq_save(unsigned long *flags__irq_flag) __ksym;
extern void bpf_local_irq_restore(unsigned long *flags__irq_flag) __ksym;
extern int bpf_res_spin_lock_irqsave(struct bpf_res_spin_lock *lock, unsigned long *flags__irq_flag) __ksym;
extern void bpf_res_spin_unlock_irqrestore(struct bpf_res_spin_lock *lock, unsigned long *flags__irq_flag) __ksym;
extern int bpf_iter_task_new(struct bpf_iter_task *it, struct task_struct *task__nullable, unsigned int flags) __ksym;
extern void bpf_iter_task_destroy(struct bpf_iter_task *it) __ksym;

#define private(name) SEC(".bss." #name) __hidden __attribute__((aligned(8)))

private(A) struct bpf_res_spin_lock resilient;

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} next SEC(".maps");

SEC("?tc")
int tail_call_under_a_lock(struct __sk_buff *skb)
{
	if (bpf_res_spin_lock(&resilient))
		return 0;
	bpf_tail_call(skb, &next, 0); // expect: KF204
	bpf_res_spin_unlock(&resilient);
	return 0;
}

SEC("?tc")
int restored_by_the_other_call(struct __sk_buff *skb)
{
	unsigned long outer, inner;

	bpf_local_irq_save(&outer);
	if (!bpf_res_spin_lock_irqsave(&resilient, &inner))
		bpf_res_spin_unlock_irqrestore(&resilient, &outer); // expect: KF407
	bpf_local_irq_restore(&outer);
	return 0;
}

SEC("?syscall")
int tasks_without_rcu(void *ctx)
{
	struct bpf_iter_task tasks;

	bpf_iter_task_new(&tasks, NULL, 0); // expect: KF407
	bpf_iter_task_destroy(&tasks);
	return 0;
}

char _license[] SEC("license") = "GPL";
