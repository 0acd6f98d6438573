// bpflint: kernel=6.18
// The verifier asks for the licence before it knows what the kernel leaves out.
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

struct no_such_struct___missing {
	int member;
} __attribute__((preserve_access_index));

SEC("tp_btf/task_newtask")
int behind_a_missing_type(u64 *ctx)
{
	if (bpf_core_type_exists(struct no_such_struct___missing)) {
		bpf_rcu_read_lock(); // expect: KF205
		bpf_rcu_read_unlock();
	}
	return 0;
}

char _license[] SEC("license") = "MIT";
