// bpflint: kernel=6.18
// A section of variables is one memory to the verifier, and what begins with zeroes lies in another.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char name[16] = "name";
int none = 0;
__u64 counts[4];

char LICENSE[] SEC("license") = "GPL";

SEC("kprobe/do_nanosleep")
int beyond_its_section(void *ctx)
{
	bpf_probe_read_kernel(name, 32, ctx); // expect: KF413
	return none + counts[1];
}
