// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;

SEC("?tc")
int read_after_the_last(struct __sk_buff *skb)
{
	struct bpf_iter_num numbers;
	int *number, sum = 0;

	bpf_iter_num_new(&numbers, 0, 4);
	while ((number = bpf_iter_num_next(&numbers)))
		sum++;
	sum += *number; // expect: KF406 warning
	bpf_iter_num_destroy(&numbers);
	return sum;
}

char _license[] SEC("license") = "GPL";
