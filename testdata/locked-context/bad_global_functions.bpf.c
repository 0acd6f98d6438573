// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void bpf_preempt_disable(void) __ksym;
extern void bpf_preempt_enable(void) __ksym;
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

#define private(name) SEC(".bss." #name) __hidden __attribute__((aligned(8)))

private(A) struct bpf_spin_lock lock;
int count;

__noinline int counts(int by)
{
	count += by;
	return count;
}

__noinline int reads_user_memory(int from)
{
	char byte;

	return bpf_copy_from_user(&byte, 1, (void *)(long)from);
}

SEC("?tc")
int under_a_lock(struct __sk_buff *skb)
{
	bpf_spin_lock(&lock);
	counts(1); // expect: KF204
	bpf_spin_unlock(&lock);
	return 0;
}

SEC("?syscall")
int preemption_off(void *ctx)
{
	bpf_preempt_disable();
	reads_user_memory(1); // expect: KF204
	bpf_preempt_enable();
	return 0;
}

SEC("?syscall")
int under_rcu(void *ctx)
{
	bpf_rcu_read_lock();
	reads_user_memory(1); // expect: KF204
	bpf_rcu_read_unlock();
	return 0;
}

char _license[] SEC("license") = "GPL";
