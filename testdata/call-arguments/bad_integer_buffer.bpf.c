#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

SEC("tp_btf/task_newtask")
int integer_for_a_buffer(u64 *ctx)
{
	bpf_rcu_read_lock();
	bpf_probe_read_kernel((void *)0xdead, 8, ctx); // expect: KF105
	bpf_rcu_read_unlock();
	return 0;
}

SEC("tp_btf/task_newtask")
int nothing_even_for_nothing(u64 *ctx)
{
	bpf_rcu_read_lock();
	bpf_probe_read_kernel(NULL, 0, ctx); // expect: KF107
	bpf_rcu_read_unlock();
	return 0;
}

SEC("tp_btf/task_newtask")
int buffer_for_a_buffer(u64 *ctx)
{
	__u64 buffer = 0;

	bpf_rcu_read_lock();
	bpf_probe_read_kernel(&buffer, sizeof(buffer), ctx); // silent: memory of the program's own
	bpf_rcu_read_unlock();
	return buffer == 1;
}

char _license[] SEC("license") = "GPL";
