// bpflint: kernel=7.3
/* Since 7.0 struct filename has its name in a struct with a tag, in a member without a name. */
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

struct filename___before {
	const char *name;
} __attribute__((preserve_access_index));

SEC("kprobe/vfs_read")
int BPF_KPROBE(name_of_a_file, struct filename___before *file)
{
	bpf_printk("%p", BPF_CORE_READ(file, name)); // silent: libbpf looks into the struct
	return 0;
}
