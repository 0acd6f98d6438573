// bpflint: kernel=6.18
// The context of these programs is an array of numbers, or anything: the kernel has no struct for it.
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

extern void *bpf_cast_to_kern_ctx(void *obj) __ksym;

char LICENSE[] SEC("license") = "GPL";

SEC("tp_btf/task_newtask")
int of_a_hook(u64 *ctx)
{
	return bpf_cast_to_kern_ctx(ctx) != NULL; // expect: KF105
}

SEC("tracepoint/syscalls/sys_enter_nanosleep")
int of_a_tracepoint(struct trace_event_raw_sys_enter *ctx)
{
	return bpf_cast_to_kern_ctx(ctx) != NULL; // expect: KF105
}

SEC("raw_tp/sys_enter")
int of_a_raw_tracepoint(struct bpf_raw_tracepoint_args *ctx)
{
	return bpf_cast_to_kern_ctx(ctx) != NULL; // expect: KF105
}

SEC("syscall")
int of_a_syscall(void *ctx)
{
	return bpf_cast_to_kern_ctx(ctx) != NULL; // expect: KF105
}

SEC("iter/task")
int of_an_iterator(struct bpf_iter__task *ctx)
{
	return bpf_cast_to_kern_ctx(ctx) != NULL; // expect: KF105
}

SEC("tc")
int its_own_address(struct __sk_buff *skb)
{
	return bpf_cast_to_kern_ctx(&skb) != NULL; // expect: KF105
}
