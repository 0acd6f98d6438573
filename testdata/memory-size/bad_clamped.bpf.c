// bpflint: kernel=6.18
// Neither a sum of what may be negative nor a barrier holds a size within bounds.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define ROOM 64

int length;
void *from;

SEC("tc")
int counts_the_end(struct __sk_buff *skb)
{
	int wanted = length;
	char name[ROOM];

	wanted++;
	if (wanted > ROOM)
		wanted = ROOM;
	bpf_probe_read_kernel_str(name, wanted, from); // expect: KF413
	return name[0];
}

SEC("tc")
int has_a_barrier(struct __sk_buff *skb)
{
	__u32 wanted = length;
	char name[ROOM];

	asm volatile("" : : "r"(wanted));
	bpf_probe_read_kernel(name, wanted, from); // expect: KF413
	return name[0];
}

char LICENSE[] SEC("license") = "GPL";
