// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC(".data.lock") __hidden __attribute__((aligned(8))) struct bpf_spin_lock lock;
static bool never_written;

char LICENSE[] SEC("license") = "GPL";

SEC("raw_tp/sys_enter")
int never_locks(void *ctx)
{
	if (never_written) {
		bpf_spin_lock(&lock); // silent: the compiler leaves it out
		bpf_spin_unlock(&lock);
	}
	return 0;
}
