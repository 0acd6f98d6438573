// Global functions: what is known at their door, of their arguments, and what they change; struct_ops members.
#include "common.h"
#include <bpf/bpf_tracing.h>

#define __nonnull __attribute__((btf_decl_tag("arg:nonnull")))
#define __trusted __attribute__((btf_decl_tag("arg:trusted")))
#define __nullable __attribute__((btf_decl_tag("arg:nullable")))
#define __ctx __attribute__((btf_decl_tag("arg:ctx")))
#define GLOBAL __attribute__((noinline))

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;
extern void bpf_throw(u64 cookie) __ksym;

struct pair {
	int x;
	u8 y;
};

int counter;
static struct pair kept = { 1, 2 };

GLOBAL int by_value(u8 small, s64 large, bool truth)
{
	return small + large + truth + ANY;
}

GLOBAL int of_memory(struct pair *p __nonnull, int *maybe)
{
	if (maybe)
		*maybe = p->x;
	return p->y + ANY;
}

GLOBAL int of_task(struct task_struct *task __trusted, struct task_struct *other __trusted __nullable)
{
	struct task_struct *held = bpf_task_acquire(task);

	if (held)
		bpf_task_release(held);
	return other ? other->pid : task->pid;
}

GLOBAL int of_context(struct __sk_buff *skb __ctx)
{
	return skb->len + ANY;
}

GLOBAL void changes(void)
{
	counter = ANY;
	kept.x++;
}

GLOBAL int changes_twice(void)
{
	changes();
	changes();
	return counter;
}

GLOBAL int throws(int x)
{
	if (x > 3)
		bpf_throw(0);
	return x;
}

GLOBAL int moves(struct __sk_buff *skb)
{
	bpf_skb_pull_data(skb, 10);
	return ANY;
}

SEC("tc") int values(struct __sk_buff *skb)
{
	struct pair p = { 3, 4 };
	int x = 5;

	x = by_value(300, x, 2);
	x += of_memory(&p, &x);
	x += of_memory(&p, 0);
	x += of_memory(&kept, &counter);
	return x + p.x + p.y;
}

SEC("tp_btf/task_newtask") int tasks(u64 *ctx)
{
	struct task_struct *task = (void *)ctx[0], *other = bpf_task_from_pid(1);
	int r = of_task(task, other);

	r += of_task(task, 0);
	if (other)
		bpf_task_release(other);
	return r;
}

SEC("tc") int contexts(struct __sk_buff *skb)
{
	return of_context(skb);
}

SEC("tc") int changed(struct __sk_buff *skb)
{
	counter = 3;
	kept.x = 4;
	changes();
	return counter + kept.x + kept.y;
}

SEC("tc") int thrown(struct __sk_buff *skb)
{
	return throws(2) + throws(ANY);
}

SEC("tc") int moved(struct __sk_buff *skb)
{
	u8 *data = (u8 *)(long)skb->data, *end = (u8 *)(long)skb->data_end;

	if (data + 4 > end)
		return 0;
	if (data[3] == 7)
		return moves(skb);
	moves(skb);
	return data[3];
}

GLOBAL int down(int n)
{
	return n > 0 ? down(n - 1) + counter : changes_twice();
}

SEC("tc") int reached_twice(struct __sk_buff *skb)
{
	counter = 2;
	return down(3) + down(4) + by_value(counter, 2, 3);
}

SEC("struct_ops/ssthresh") u32 BPF_PROG(threshold, struct sock *sk)
{
	return sk->sk_priority + ANY;
}

SEC("struct_ops/undo") u32 BPF_PROG(undone, struct sock *sk)
{
	return ANY;
}

SEC("struct_ops/init") void BPF_PROG(began, struct sock *sk)
{
	counter = ANY;
}

SEC(".struct_ops") struct tcp_congestion_ops control = {
	.init = (void *)began,
	.ssthresh = (void *)threshold,
	.undo_cwnd = (void *)undone,
	.name = "walk",
};

char _license[] SEC("license") = "GPL";
