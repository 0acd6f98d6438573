// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

SEC("tc")
int hidden_from_the_compiler(struct __sk_buff *skb)
{
	__u32 key = skb->mark;
	__u64 *count = bpf_map_lookup_elem(&counts, &key);

	asm volatile("if %[count] != 0 goto +2;"
		     "r0 = 0;"
		     "exit;" ::[count] "r"(count));
	return *count; // silent: the assembly leaves where it is NULL
}

char _license[] SEC("license") = "GPL";
