// bpflint: kernel=6.18
// A global function is verified on its own, and what it is passed may be NULL there.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

__noinline int bump(__u64 *value)
{
	bpf_rcu_read_lock();
	*value += 1; // expect: KF406
	bpf_rcu_read_unlock();
	return 0;
}

__noinline int bump_checked(__u64 *value)
{
	if (!value)
		return 0;
	bpf_rcu_read_lock();
	*value += 1; // silent: it was tested
	bpf_rcu_read_unlock();
	return 0;
}

SEC("tc")
int counts(struct __sk_buff *skb)
{
	__u64 value = 0;

	bump(&value);
	bump_checked(&value);
	return value & 1;
}

char LICENSE[] SEC("license") = "GPL";
