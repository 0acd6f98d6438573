// bpflint: kernel=6.18
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

#define __arena __attribute__((address_space(1)))

static int __arena unused; // silent: the compiler leaves it out
int __arena counter; // expect: KF410

char LICENSE[] SEC("license") = "GPL";

SEC("syscall")
int counts(void *ctx)
{
	counter++;
	return 0;
}
