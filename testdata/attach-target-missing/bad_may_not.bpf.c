// bpflint: kernel=6.12
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("fentry.s/vfs_read")
int BPF_PROG(sleeps_on_any_function, struct file *file) // expect: BP508
{
	return 0;
}

SEC("fmod_ret/vfs_write")
int BPF_PROG(changes_any_result, struct file *file) // expect: BP508
{
	return 0;
}

SEC("fmod_ret.s/security_file_ioctl")
int BPF_PROG(changes_and_sleeps, struct file *file) // expect: BP508
{
	return 0;
}

SEC("fexit.s/__filemap_add_folio")
int BPF_PROG(sleeps_in_the_page_cache, struct address_space *mapping) // expect: BP508
{
	return 0;
}

SEC("iter.s/bpf_map")
int sleeps_in_an_iterator(struct bpf_iter__bpf_map *ctx) // expect: BP508 note
{
	return 0;
}

char _license[] SEC("license") = "GPL";
