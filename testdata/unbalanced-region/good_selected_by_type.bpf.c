#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

typedef struct __sk_buff *packet;

static __always_inline int lock_for(int number)
{
	bpf_rcu_read_lock();
	return number;
}

static __always_inline int nothing(void *anything)
{
	return !anything;
}

// Which association is meant says the type of what is in front, not that of the result.
#define TAKE(x) _Generic((x), int: lock_for(1), struct __sk_buff *: nothing(skb), __u64: nothing(skb))

SEC("tc")
int pointer(struct __sk_buff *skb)
{
	return TAKE(skb);
}

SEC("tc")
int named_pointer(struct __sk_buff *skb)
{
	return _Generic(skb, __u32: lock_for(1), packet: nothing(skb), default: lock_for(2));
}

SEC("tc")
int constant(struct __sk_buff *skb)
{
	const u64 wide = skb->len;

	return TAKE(wide);
}

SEC("tc")
int otherwise(struct __sk_buff *skb)
{
	return _Generic(skb->len, int: lock_for(1), default: nothing(skb), u64: lock_for(2));
}

SEC("tc")
int nested(struct __sk_buff *skb)
{
	return _Generic(TAKE(skb), int: TAKE(skb), default: lock_for(2));
}

SEC("tc")
int text(struct __sk_buff *skb)
{
	return _Generic("text", const char *: lock_for(1), char *: nothing(skb), default: lock_for(2));
}
