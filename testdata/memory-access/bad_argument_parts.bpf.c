// bpflint: kernel=6.18
// What a hook passes is read from where each argument begins, and pointers are read whole.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

volatile __u64 seen;

SEC("tp_btf/task_newtask")
int half_of_a_pointer(__u64 *ctx)
{
	seen = *(__u32 *)&ctx[0]; // expect: KF417
	return 0;
}

SEC("tp_btf/task_newtask")
int byte_of_a_pointer(void *ctx)
{
	seen = *(__u8 *)ctx; // expect: KF417
	return 0;
}

SEC("tp_btf/task_newtask")
int upper_half_of_a_number(__u64 *ctx)
{
	seen = *((__u32 *)ctx + 3); // expect: KF417
	return 0;
}

SEC("tp_btf/task_newtask")
int bytes_inside_a_number(__u64 *ctx)
{
	seen = *((__u16 *)ctx + 5); // expect: KF417
	return 0;
}

char _license[] SEC("license") = "GPL";
