// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_copy_from_user_str(void *dst, u32 dst__sz, const void *unsafe_ptr__ign, u64 flags) __ksym;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, char[16]);
} texts SEC(".maps");

SEC("uprobe.s")
int no_buffer(void *ctx)
{
	bpf_copy_from_user_str(NULL, 16, NULL, 0); // expect: KF107
	return 0;
}

SEC("uprobe.s")
int buffer_not_tested(void *ctx)
{
	__u32 key = 1;
	void *text = bpf_map_lookup_elem(&texts, &key);

	bpf_copy_from_user_str(text, 16, NULL, 0); // silent: 6.18 lets that pass
	return 0;
}

SEC("uprobe.s")
int no_buffer_and_no_bytes(void *ctx)
{
	bpf_copy_from_user_str(NULL, 0, NULL, 0); // silent: nothing is written
	return 0;
}

char _license[] SEC("license") = "GPL";
