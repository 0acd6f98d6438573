#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

u64 count;

struct flags {
	u8 locked : 1;
	u8 mode : 3;
	u8 other : 4;
	u32 wide : 9;
};

SEC("tc")
int set_where_it_is_opened(struct __sk_buff *skb)
{
	struct flags flags = {};

	if (skb->len & 1) {
		bpf_rcu_read_lock();
		flags.locked = 1;
	}
	count++;
	if (flags.locked)
		bpf_rcu_read_unlock();
	return 0;
}

SEC("tc")
int neighbours(struct __sk_buff *skb)
{
	struct flags flags = { .locked = 1, .other = 3 };

	if (flags.mode)
		bpf_rcu_read_lock();
	flags.mode = 9;
	flags.wide = 513;
	if (flags.mode == 1 && flags.locked && flags.other == 3 && flags.wide == 1)
		return 0;
	bpf_rcu_read_lock();
	return 0;
}

SEC("tc")
int copied(struct __sk_buff *skb)
{
	struct flags first = {}, second;

	if (skb->mark == 7) {
		bpf_rcu_read_lock();
		first.mode = 5;
	}
	second = first;
	if (second.mode == 5)
		bpf_rcu_read_unlock();
	return 0;
}
