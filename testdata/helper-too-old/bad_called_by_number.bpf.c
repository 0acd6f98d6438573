// bpflint: kernel=5.10
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

/* What calls a helper is its number, whatever the program calls it. */
typedef __u64 (*clock_fn)(void);
#define NOW ((clock_fn)208)
static __u64 (*tai_clock)(void) = (void *)BPF_FUNC_ktime_get_tai_ns;
static __u64 (*no_clock)(void) = (void *)9999;

SEC("tc")
int cast_number(struct __sk_buff *skb)
{
	return ((__u64 (*)(void))208)() & 1; // expect: BP502
}

SEC("tc")
int cast_by_typedef(struct __sk_buff *skb)
{
	return NOW() & 1; // expect: BP502
}

SEC("tc")
int own_name(struct __sk_buff *skb)
{
	return tai_clock() & 1; // expect: BP502
}

SEC("tc")
int in_a_local(struct __sk_buff *skb)
{
	clock_fn now = (clock_fn)(unsigned long)BPF_FUNC_ktime_get_tai_ns;

	return now() & 1; // expect: BP502
}

SEC("tc")
int in_assembly(struct __sk_buff *skb)
{
	__u64 now;

	asm volatile("call 208; %[now] = r0;" // expect: BP502
		     : [now] "=r"(now)
		     :
		     : "r0", "r1", "r2", "r3", "r4", "r5");
	return now & 1;
}

SEC("tc")
int number_of_none(struct __sk_buff *skb)
{
	return no_clock() & 1; // expect: BP502
}

char _license[] SEC("license") = "GPL";
