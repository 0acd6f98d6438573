// bpflint: kernel=6.18
// What the compiler leaves out needs no licence.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

static bool with_rcu;

SEC("tp_btf/task_newtask")
int behind_a_constant(u64 *ctx)
{
	if (with_rcu) {
		bpf_rcu_read_lock(); // silent: nothing writes with_rcu
		bpf_rcu_read_unlock();
	}
	return 0;
}

char _license[] SEC("license") = "MIT";
