// bpflint: kernel=6.18
// Libbpf maps a section with visible variables, and the kernel lets nobody map what holds its own objects.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

int packets;
static struct bpf_spin_lock lock; // expect: KF410

SEC("tc")
int counts(struct __sk_buff *skb)
{
	bpf_spin_lock(&lock);
	packets++;
	bpf_spin_unlock(&lock);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
