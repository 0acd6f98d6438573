// bpflint: kernel=6.18
/* A section of variables is one value of a map, which may hold one lock. */
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

#define in_section(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))

in_section(counts) struct bpf_spin_lock lock_of_reads;
in_section(others) struct bpf_spin_lock lock_of_writes;
in_section(counts) u64 reads;

SEC("tc")
int counted(struct __sk_buff *skb)
{
	bpf_spin_lock(&lock_of_reads);
	reads++;
	bpf_spin_unlock(&lock_of_reads);
	bpf_spin_lock(&lock_of_writes);
	bpf_spin_unlock(&lock_of_writes);
	return 0;
}
