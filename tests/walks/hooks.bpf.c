// What each kind of hook gives a program, and what the program may return.
#include "common.h"
#include <bpf/bpf_tracing.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

SEC("kprobe/do_unlinkat") int BPF_KPROBE(probed, int dfd, struct filename *name)
{
	return dfd + ANY;
}

SEC("tracepoint/sched/sched_switch") int point(struct trace_event_raw_sched_switch *ctx)
{
	return ctx->prev_pid + ANY;
}

SEC("raw_tp/sched_switch") int BPF_PROG(raw, bool preempt, struct task_struct *prev)
{
	return preempt + ANY;
}

SEC("tp_btf/sched_switch") int BPF_PROG(typed, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct task_struct *task = bpf_task_from_pid(prev->pid);

	if (task)
		bpf_task_release(task);
	return preempt;
}

SEC("fexit/do_unlinkat") int BPF_PROG(left, int dfd, struct filename *name, long ret)
{
	return ret == 0 ? 0 : dfd + ANY;
}

SEC("fmod_ret/bpf_modify_return_test") int BPF_PROG(modified, int a, int *b, int ret)
{
	return ret + a + ANY;
}

SEC("lsm/bprm_check_security") int BPF_PROG(checked, struct linux_binprm *bprm, int ret)
{
	if (ret)
		return ret;
	return bprm->file ? -(ANY & 31) : 0;
}

SEC("iter/task") int dumped(struct bpf_iter__task *ctx)
{
	struct seq_file *seq = ctx->meta->seq;
	struct task_struct *task = ctx->task;

	if (!task)
		return 0;
	return task->pid == (u32)ANY || seq == 0;
}

SEC("iter/bpf_map_elem") int elements(struct bpf_iter__bpf_map_elem *ctx)
{
	u32 *key = ctx->key;
	u64 *value = ctx->value;

	if (!key || !value)
		return 0;
	*value = *key;
	return ANY & 1;
}

SEC("cgroup/getsockopt") int option(struct bpf_sockopt *ctx)
{
	u8 *optval = ctx->optval, *end = ctx->optval_end;

	if (optval + 1 > end)
		return 0;
	*optval = ANY;
	ctx->optlen = 1;
	return 1;
}

SEC("cgroup/connect4") int connected(struct bpf_sock_addr *ctx)
{
	struct bpf_sock *sk = ctx->sk;

	if (!sk)
		return ANY & 1;
	return sk->family == 2;
}

SEC("cgroup/sysctl") int tunable(struct bpf_sysctl *ctx)
{
	return ctx->write ? ANY & 3 : 1;
}

SEC("sk_lookup") int looked_up(struct bpf_sk_lookup *ctx)
{
	struct bpf_sock *sk = ctx->sk;

	return sk ? SK_PASS : ANY & 1;
}

SEC("sk_skb/stream_parser") int parsed(struct __sk_buff *skb)
{
	return skb->len + (ANY & 1);
}

SEC("sockops") int socket_operation(struct bpf_sock_ops *ctx)
{
	if (ctx->op == BPF_SOCK_OPS_TCP_CONNECT_CB)
		ctx->reply = ANY;
	return 1;
}

SEC("perf_event") int sampled(struct bpf_perf_event_data *ctx)
{
	return ctx->sample_period > 5 ? ANY & 1 : 0;
}

SEC("flow_dissector") int dissected(struct __sk_buff *skb)
{
	struct bpf_flow_keys *keys = skb->flow_keys;

	keys->nhoff = 14;
	return ANY & 1;
}

SEC("syscall") int described(struct { u32 size; u64 address; } *args)
{
	return args->size + args->address + ANY;
}

SEC("uprobe.s") int sleeps(struct pt_regs *ctx)
{
	char text[8];

	bpf_copy_from_user(text, sizeof(text), (void *)PT_REGS_PARM1(ctx));
	return text[0] + ANY;
}

char _license[] SEC("license") = "GPL";
