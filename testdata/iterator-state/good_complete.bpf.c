#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;

int sum;

SEC("tp_btf/task_newtask")
int by_hand(u64 *ctx)
{
	struct bpf_iter_num it;
	int *value;

	bpf_iter_num_new(&it, 0, 3); // silent: an iterator whose new failed ends at once
	while ((value = bpf_iter_num_next(&it))) {
		if (*value == 2)
			break;
		sum += *value;
	}
	bpf_iter_num_destroy(&it);
	return 0;
}

SEC("tp_btf/task_newtask")
int with_bpf_for(u64 *ctx)
{
	int i;

	bpf_for(i, 0, 3) {
		if (i == 2)
			return 0; // silent: bpf_for destroys its iterator when its scope ends
		sum += i;
	}
	return 0;
}

SEC("tp_btf/task_newtask")
int used_again(u64 *ctx)
{
	struct bpf_iter_num it;

	bpf_iter_num_new(&it, 0, 3);
	bpf_iter_num_destroy(&it);
	bpf_iter_num_new(&it, 5, 7);
	bpf_iter_num_destroy(&it);
	return 0;
}

char _license[] SEC("license") = "GPL";
