#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void bpf_throw(u64 cookie) __ksym;
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

int mark;

static __noinline int check(void)
{
	if (mark > 10)
		bpf_throw(1); // silent: no reference and no lock is held
	return 0;
}

SEC("tc")
int throws_with_nothing_held(struct __sk_buff *skb)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return check();
}

char _license[] SEC("license") = "GPL";
