#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

extern int bpf_iter_num_new(struct bpf_iter_num *it__iter, int start, int end) __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it__iter) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it__iter) __ksym;

SEC("tc")
int begun_through_another_pointer(struct __sk_buff *skb)
{
	struct bpf_iter_num it, *same;
	int *number, sum = 0;

	asm volatile("w5 = 0; %0 = %1" : "=r"(same) : "r"(&it) : "r5");
	bpf_iter_num_new(same, 0, 5);
	while ((number = bpf_iter_num_next(&it))) // silent: it is the same one
		sum += *number;
	bpf_iter_num_destroy(&it);
	return sum;
}

SEC("tc")
int ended_through_another_pointer(struct __sk_buff *skb)
{
	struct bpf_iter_num it, *same;
	int *number, sum = 0;

	asm volatile("w5 = 0; %0 = %1" : "=r"(same) : "r"(&it) : "r5");
	bpf_iter_num_new(&it, 0, 5);
	while ((number = bpf_iter_num_next(same)))
		sum += *number;
	bpf_iter_num_destroy(same);
	return sum; // silent: it was destroyed
}
