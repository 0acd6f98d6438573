// bpflint: kernel=6.19
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void bpf_throw(u64 cookie) __ksym;
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

static __attribute__((noinline)) int throws(struct __sk_buff *skb)
{
	if (skb->len == 1)
		bpf_throw(0); // expect: KF414
	return skb->len;
}

SEC("tc")
int throws_in_rcu(struct __sk_buff *skb)
{
	int result;

	bpf_rcu_read_lock();
	result = throws(skb);
	bpf_rcu_read_unlock();
	return result == 2;
}

char _license[] SEC("license") = "GPL";
