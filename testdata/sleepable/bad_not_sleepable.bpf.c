#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_copy_from_user_str(void *dst, u32 dst__sz, const void *unsafe_ptr__ign, u64 flags) __ksym;

char name[16];

SEC("tp_btf/task_newtask")
int cannot_sleep(u64 *ctx)
{
	return bpf_copy_from_user_str(name, sizeof(name), NULL, 0); // expect: KF202
}

char _license[] SEC("license") = "GPL";
