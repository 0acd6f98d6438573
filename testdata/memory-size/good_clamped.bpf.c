// bpflint: kernel=6.18
// Sizes that are held within bounds in ways that C's text alone does not show.
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

	if (wanted < 0)
		wanted = 0;
	wanted++;
	if (wanted > ROOM)
		wanted = ROOM;
	bpf_probe_read_kernel_str(name, wanted, from); // silent: C knows no sum of such numbers that is negative
	return name[0];
}

SEC("tc")
int clamps_in_assembly(struct __sk_buff *skb)
{
	__u32 wanted = length;
	char name[ROOM];

	asm volatile("if %[size] < %[most] goto +1\n%[size] = %[most]\n" : : [size] "r"(wanted), [most] "i"(ROOM));
	bpf_probe_read_kernel(name, wanted, from); // silent: the register holds at most ROOM
	return name[0];
}

char LICENSE[] SEC("license") = "GPL";
