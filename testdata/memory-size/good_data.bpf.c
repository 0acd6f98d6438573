// bpflint: kernel=6.18
// A section of variables is one memory to the verifier: what lies behind a variable in it may be written as well.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char name[16] = "name";
struct {
	int a, b, c, d;
} settings = {.a = 1, .b = 2};
__u64 counts[4] = {1, 2, 3, 4};

char LICENSE[] SEC("license") = "GPL";

SEC("kprobe/do_nanosleep")
int within_its_section(void *ctx)
{
	bpf_probe_read_kernel(name, 40, ctx);
	return settings.a + counts[1];
}
