// bpflint: kernel=6.18
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

u64 count;

SEC("tc")
int other_bits(struct __sk_buff *skb)
{
	u32 kind = skb->mark;

	if ((kind & 3) == 1)
		bpf_rcu_read_lock();
	count++;
	if ((kind & 3) == 2)
		bpf_rcu_read_unlock(); // expect: KF407
	return 0; // expect: KF407
}

SEC("tc")
int less_or_equal(struct __sk_buff *skb)
{
	u32 a = skb->mark, b = skb->len;

	if (a < b)
		bpf_rcu_read_lock();
	count++;
	if (a <= b)
		bpf_rcu_read_unlock(); // expect: KF407
	return 0;
}
