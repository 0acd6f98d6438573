// bpflint: kernel=6.18
// What is open in a caller is open at a tail call, also where a subprogram makes it.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} programs SEC(".maps");

static __noinline int jump(struct __sk_buff *skb)
{
	bpf_tail_call(skb, &programs, 0); // expect: KF407
	return 0;
}

SEC("tc")
int jumps_while_reading(struct __sk_buff *skb)
{
	bpf_rcu_read_lock();
	jump(skb);
	bpf_rcu_read_unlock();
	return 0;
}

SEC("tc")
int jumps_after_reading(struct __sk_buff *skb)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	jump(skb); // silent: nothing is open
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
