// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))

int packets;
static struct bpf_spin_lock unused_lock; // silent: no compiler keeps it
private(A) struct bpf_spin_lock lock;	 // silent: packets is in another section

SEC("tc")
int counts(struct __sk_buff *skb)
{
	bpf_spin_lock(&lock);
	packets++;
	bpf_spin_unlock(&lock);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
