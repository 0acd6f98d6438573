#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;

int sum;

SEC("tp_btf/task_newtask")
int destroy_forgotten(u64 *ctx)
{
	struct bpf_iter_num it;
	int *value;

	bpf_iter_num_new(&it, 0, 3);
	value = bpf_iter_num_next(&it);
	if (value)
		sum += *value;
	return 0; // expect: KF408
}

SEC("tp_btf/task_newtask")
int next_before_new(u64 *ctx)
{
	struct bpf_iter_num it;

	bpf_iter_num_next(&it); // expect: KF408
	bpf_iter_num_destroy(&it);
	return 0;
}

SEC("tp_btf/task_newtask")
int created_twice(u64 *ctx)
{
	struct bpf_iter_num it;

	bpf_iter_num_new(&it, 0, 3);
	bpf_iter_num_new(&it, 0, 3); // expect: KF408
	bpf_iter_num_destroy(&it);
	return 0;
}

SEC("tp_btf/task_newtask")
int destroyed_twice(u64 *ctx)
{
	struct bpf_iter_num it;

	bpf_iter_num_new(&it, 0, 3);
	bpf_iter_num_destroy(&it);
	bpf_iter_num_destroy(&it); // expect: KF408
	return 0;
}

char _license[] SEC("license") = "GPL";
