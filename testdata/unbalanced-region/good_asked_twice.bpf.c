// bpflint: kernel=6.18
/* What C knows of a condition asked twice, compilers use: these ways do not exist in what is loaded. */
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

u64 count;

enum kind { NOTHING_AT_ALL, ONLY_READS, WRITES_TOO };

static __always_inline void enter(enum kind kind)
{
	if (kind == ONLY_READS)
		bpf_rcu_read_lock();
}

static __always_inline void leave(enum kind kind)
{
	if (kind == ONLY_READS)
		bpf_rcu_read_unlock();
}

SEC("tc")
int through_helpers(struct __sk_buff *skb)
{
	enum kind kind = skb->mark & 3;

	enter(kind);
	count++;
	leave(kind);
	return 0;
}

SEC("tc")
int equal_constants(struct __sk_buff *skb)
{
	u32 kind = skb->mark;

	if (kind == 2)
		bpf_rcu_read_lock();
	count++;
	if (kind == 2)
		bpf_rcu_read_unlock();
	return 0;
}

SEC("tc")
int unequal(struct __sk_buff *skb)
{
	u32 kind = skb->mark;

	if (kind != 2)
		bpf_rcu_read_lock();
	count++;
	if (kind != 2)
		bpf_rcu_read_unlock();
	return 0;
}

SEC("tc")
int two_unknowns_equal(struct __sk_buff *skb)
{
	u32 a = skb->mark, b = skb->len;

	if (a == b)
		bpf_rcu_read_lock();
	count++;
	if (a == b)
		bpf_rcu_read_unlock();
	return 0;
}

SEC("tc")
int less(struct __sk_buff *skb)
{
	u32 a = skb->mark, b = skb->len;

	if (a < b)
		bpf_rcu_read_lock();
	count++;
	if (a < b)
		bpf_rcu_read_unlock();
	return 0;
}

SEC("tc")
int masked(struct __sk_buff *skb)
{
	u32 kind = skb->mark;

	if ((kind & 3) == 1)
		bpf_rcu_read_lock();
	count++;
	if ((kind & 3) == 1)
		bpf_rcu_read_unlock();
	return 0;
}

SEC("tc")
int either(struct __sk_buff *skb)
{
	u32 kind = skb->mark;

	if (kind == 2 || kind == 3)
		bpf_rcu_read_lock();
	count++;
	if (kind == 2 || kind == 3)
		bpf_rcu_read_unlock();
	return 0;
}

SEC("tc")
int truth(struct __sk_buff *skb)
{
	u32 a = skb->mark, b = skb->len;
	bool both = a || !b;

	if (both)
		bpf_rcu_read_lock();
	count++;
	if (both)
		bpf_rcu_read_unlock();
	return 0;
}

SEC("tc")
int truth_of_one(struct __sk_buff *skb)
{
	u32 a = skb->mark, b = skb->len;
	bool same = a == b;

	if (same)
		bpf_rcu_read_lock();
	count++;
	if (same)
		bpf_rcu_read_unlock();
	return 0;
}

SEC("tc")
int negative(struct __sk_buff *skb)
{
	s16 low = skb->mark;

	if (low == -3)
		bpf_rcu_read_lock();
	count++;
	if (low == -3)
		bpf_rcu_read_unlock();
	return 0;
}

SEC("tc")
int difference(struct __sk_buff *skb)
{
	u32 a = skb->mark, b = skb->len;

	if (a - b == 4)
		bpf_rcu_read_lock();
	count++;
	if (a - b == 4)
		bpf_rcu_read_unlock();
	return 0;
}

SEC("tc")
int opposite(struct __sk_buff *skb)
{
	u32 a = skb->mark, b = skb->len;

	if (!(a > b))
		bpf_rcu_read_lock();
	count++;
	if (a <= b)
		bpf_rcu_read_unlock();
	return 0;
}
