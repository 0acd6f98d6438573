// bpflint: kernel=6.1
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym __weak;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym __weak;

/* Nothing calls it: clang describes functions in BTF only if C code calls them. */
int described(struct bpf_iter_num *numbers)
{
	int started = bpf_iter_num_new(numbers, 0, 1); // silent: no program reaches it

	bpf_iter_num_destroy(numbers);
	return started;
}

SEC("tc")
int tested_first(struct __sk_buff *skb)
{
	struct bpf_iter_num numbers;

	if (!bpf_ksym_exists(bpf_iter_num_new))
		return 0;
	asm volatile("r1 = %[numbers]; r2 = 0; r3 = 10;" // silent: never reached on a kernel without it
		     "call %[bpf_iter_num_new];"
		     "r1 = %[numbers];"
		     "call %[bpf_iter_num_destroy];" ::[bpf_iter_num_new] "i"(bpf_iter_num_new),
		     [bpf_iter_num_destroy] "i"(bpf_iter_num_destroy), [numbers] "r"(&numbers)
		     : "r0", "r1", "r2", "r3", "r4", "r5", "memory");
	return 0;
}

char _license[] SEC("license") = "GPL";
