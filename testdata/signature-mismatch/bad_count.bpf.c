#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void bpf_rcu_read_lock(int nesting) __ksym; // expect: KF102
extern void bpf_rcu_read_unlock(void) __ksym;

SEC("tp_btf/task_newtask")
int one_argument_too_many(u64 *ctx)
{
	bpf_rcu_read_lock(1);
	bpf_rcu_read_unlock();
	return 0;
}

char _license[] SEC("license") = "GPL";
