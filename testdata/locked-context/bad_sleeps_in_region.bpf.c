#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;
extern void bpf_preempt_disable(void) __ksym;
extern void bpf_preempt_enable(void) __ksym;
extern int bpf_copy_from_user_str(void *dst, u32 dst__sz, const void *unsafe_ptr__ign, u64 flags) __ksym;

char name[16];

SEC("syscall")
int sleeps_under_rcu(void *ctx)
{
	bpf_rcu_read_lock(); // note: RCU read side begins
	bpf_copy_from_user_str(name, sizeof(name), NULL, 0); // expect: KF204
	bpf_rcu_read_unlock();
	return 0;
}

SEC("syscall")
int sleeps_with_preemption_off(void *ctx)
{
	bpf_preempt_disable();
	bpf_copy_from_user_str(name, sizeof(name), NULL, 0); // expect: KF204
	bpf_preempt_enable();
	return 0;
}

SEC("syscall")
int helper_under_rcu(void *ctx)
{
	bpf_rcu_read_lock();
	bpf_copy_from_user(name, sizeof(name), NULL); // expect: KF204
	bpf_rcu_read_unlock();
	return 0;
}

char _license[] SEC("license") = "GPL";
