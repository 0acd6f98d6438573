// bpflint: kernel=6.18
// libbpf makes a hidden function static, so it is verified where it is called, with what it is given there.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

__hidden __noinline int bump(__u64 *value)
{
	bpf_rcu_read_lock();
	*value += 1; // silent: its caller passes the address of a variable
	bpf_rcu_read_unlock();
	return 0;
}

SEC("tc")
int counts(struct __sk_buff *skb)
{
	__u64 value = 0;

	bump(&value);
	return value & 1;
}

char LICENSE[] SEC("license") = "GPL";
