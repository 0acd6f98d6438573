#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("tp_btf/task_newtask")
int no_declaration(u64 *ctx)
{
	bpf_rcu_read_lock(); // expect: KF104
	bpf_rcu_read_unlock(); // expect: KF104
	return 0;
}

char _license[] SEC("license") = "GPL";
