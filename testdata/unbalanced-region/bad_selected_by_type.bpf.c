#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

static __always_inline int lock_for(int number)
{
	bpf_rcu_read_lock();
	return number;
}

static __always_inline int nothing(void *anything)
{
	return !anything;
}

#define TAKE(x) _Generic((x), s32: lock_for(1), struct __sk_buff *: nothing(skb), default: nothing(skb))

SEC("tc")
int integer(struct __sk_buff *skb)
{
	int number = skb->len;

	return TAKE(number); // expect: KF407
}

SEC("tc")
int otherwise(struct __sk_buff *skb)
{
	return _Generic(skb, int: nothing(skb), default: lock_for(2)); // expect: KF407
}
