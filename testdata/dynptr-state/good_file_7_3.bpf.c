// bpflint: kernel=7.3
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

extern int bpf_dynptr_from_file(struct file *file, __u32 flags, struct bpf_dynptr *ptr__uninit) __ksym;
extern int bpf_dynptr_file_discard(struct bpf_dynptr *dynptr) __ksym;
extern int bpf_dynptr_clone(const struct bpf_dynptr *p, struct bpf_dynptr *clone__uninit) __ksym;

char first[8];

SEC("?lsm/file_open")
int BPF_PROG(beginning_of_file, struct file *file)
{
	struct bpf_dynptr content, clone;

	bpf_dynptr_from_file(file, 0, &content);
	bpf_dynptr_clone(&content, &clone);
	bpf_dynptr_read(first, sizeof(first), &clone, 0, 0);
	bpf_dynptr_file_discard(&content);
	return 0;
}

char _license[] SEC("license") = "GPL";
