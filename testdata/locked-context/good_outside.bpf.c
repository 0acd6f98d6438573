#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;
extern void bpf_preempt_disable(void) __ksym;
extern void bpf_preempt_enable(void) __ksym;
extern int bpf_copy_from_user_str(void *dst, u32 dst__sz, const void *unsafe_ptr__ign, u64 flags) __ksym;

char name[16];
int pid;

SEC("syscall")
int sleeps_after_the_region(void *ctx)
{
	bpf_rcu_read_lock();
	pid = bpf_get_current_pid_tgid() >> 32;
	bpf_rcu_read_unlock();
	bpf_copy_from_user_str(name, sizeof(name), NULL, 0); // silent: the region is closed
	return 0;
}

SEC("syscall")
int sleeps_on_the_other_branch(void *ctx)
{
	if (pid) {
		bpf_preempt_disable();
		pid++;
		bpf_preempt_enable();
	} else {
		bpf_copy_from_user_str(name, sizeof(name), NULL, 0); // silent: never inside the region
	}
	return 0;
}

char _license[] SEC("license") = "GPL";
