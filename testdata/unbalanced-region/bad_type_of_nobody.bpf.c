#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "GPL";

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

struct of_no_known_kernel___old {
	int member;
};

struct of_no_known_kernel {
	int member;
};

enum of_nobody {
	NOBODY_HAS_IT,
};

/* Whether a kernel has these nobody knows, and on a kernel that lacks them nothing happens. */
SEC("tc")
int type(struct __sk_buff *skb)
{
	if (bpf_core_type_exists(struct of_no_known_kernel___old))
		bpf_rcu_read_lock();
	return 0; // expect: KF407 warning
}

SEC("tc")
int value(struct __sk_buff *skb)
{
	if (bpf_core_enum_value_exists(enum of_nobody, NOBODY_HAS_IT))
		bpf_rcu_read_lock();
	return 0; // expect: KF407 warning
}

SEC("tc")
int asked_twice(struct __sk_buff *skb)
{
	bool has = bpf_core_type_exists(struct of_no_known_kernel);

	if (has)
		bpf_rcu_read_lock();
	if (bpf_core_type_exists(struct of_no_known_kernel))
		bpf_rcu_read_unlock();
	return 0;
}
