// bpflint: kernel=7.3
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

extern int bpf_dynptr_from_file(struct file *file, __u32 flags, struct bpf_dynptr *ptr__uninit) __ksym;
extern int bpf_dynptr_file_discard(struct bpf_dynptr *dynptr) __ksym;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} records SEC(".maps");

SEC("?lsm/file_open")
int BPF_PROG(file_as_record, struct file *file)
{
	struct bpf_dynptr content;

	bpf_dynptr_from_file(file, 0, &content);
	bpf_ringbuf_submit_dynptr(&content, 0); // expect: KF409
	return 0;
}

SEC("?lsm/file_open")
int BPF_PROG(record_as_file, struct file *file)
{
	struct bpf_dynptr record;

	bpf_ringbuf_reserve_dynptr(&records, 8, 0, &record);
	bpf_dynptr_file_discard(&record); // expect: KF409
	return 0;
}

char _license[] SEC("license") = "GPL";
