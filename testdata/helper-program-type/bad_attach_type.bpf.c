// bpflint: kernel=6.1,6.12,6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, long);
} storage SEC(".maps");

__u64 address;

SEC("raw_tp/sys_enter")
int at_a_tracepoint(void *ctx)
{
	address = bpf_get_func_ip(ctx); // expect: BP501
	return 0;
}

SEC("tp_btf/sched_process_exec")
int at_a_typed_tracepoint(void *ctx)
{
	address = bpf_get_func_ip(ctx); // expect: BP501
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_openat")
int at_a_system_call(void *ctx)
{
	address = bpf_get_func_ip(ctx); // expect: BP501
	return 0;
}

SEC("perf_event")
int at_an_event(void *ctx)
{
	address = bpf_get_func_ip(ctx); // expect: BP501
	return 0;
}

SEC("iter/task")
int for_each_task(void *ctx)
{
	address = bpf_get_func_ip(ctx); // expect: BP501
	return 0;
}

SEC("lsm/file_open")
int on_a_hook(void *ctx)
{
	address = bpf_get_func_ip(ctx); // expect: BP501
	return 0;
}

SEC("syscall")
int run_by_hand(void *ctx)
{
	bpf_sk_storage_delete(&storage, 0); // expect: BP501
	address = bpf_get_func_ip(ctx); // expect: BP501
	return 0;
}

SEC("lsm_cgroup/sk_free_security")
int of_nothing(void *ctx)
{
	bpf_set_retval(-1); // expect: BP501
	return 1;
}

char _license[] SEC("license") = "GPL";
