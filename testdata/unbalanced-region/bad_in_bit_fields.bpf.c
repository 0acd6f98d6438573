#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

struct flags {
	u8 locked : 1;
	u8 mode : 3;
};

SEC("tc")
int another_field(struct __sk_buff *skb)
{
	struct flags flags = {};

	if (skb->len & 1) {
		bpf_rcu_read_lock();
		flags.locked = 1;
	}
	if (flags.mode)
		bpf_rcu_read_unlock();
	return 0; // expect: KF407
}

SEC("tc")
int too_large_for_it(struct __sk_buff *skb)
{
	struct flags flags = {};

	if (skb->len & 1) {
		bpf_rcu_read_lock();
		flags.locked = 2;
	}
	if (flags.locked)
		bpf_rcu_read_unlock();
	return 0; // expect: KF407
}
