// bpflint: kernel=6.18
// Compilers leave plain stores to constants out; what they keep the verifier refuses.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

const volatile int limit = 3;
const int table[4] = {1, 2, 3, 4};

SEC("tc")
int stores(struct __sk_buff *skb)
{
	*(int *)&limit = 4; // silent: nothing is left of it
	return 0;
}

SEC("tc")
int stores_for_sure(struct __sk_buff *skb)
{
	*(volatile int *)&table[2] = 4; // expect: KF417
	return 0;
}

SEC("tc")
int counts(struct __sk_buff *skb)
{
	__sync_fetch_and_add((int *)&limit, 1); // expect: KF417
	return 0;
}

SEC("tc")
int has_it_written(struct __sk_buff *skb)
{
	bpf_skb_load_bytes(skb, 0, (void *)&limit, sizeof(limit)); // expect: KF417
	return 0;
}

SEC("tc")
int reads(struct __sk_buff *skb)
{
	volatile int copy = limit;

	copy += 1; // silent: a variable of its own
	return copy == 4;
}

char LICENSE[] SEC("license") = "GPL";
