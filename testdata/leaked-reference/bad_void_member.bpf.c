// bpflint: kernel=6.18
// The register of a result that a member does not have holds what the last call gave, and is not looked at: that is
// lost, but the program loads. Of what came before, and of iterators, the verifier knows.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;
extern void scx_bpf_dsq_insert(struct task_struct *p, u64 dsq_id, u64 slice, u64 enq_flags) __ksym;
extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;

struct sched_ext_ops___mine {
	void (*dispatch)(s32 cpu, struct task_struct *prev);
	char name[128];
};

u32 number;

SEC("struct_ops/dispatch")
void BPF_PROG(given_on, s32 cpu, struct task_struct *prev)
{
	struct task_struct *next = bpf_task_from_pid(number);

	if (!next)
		return;
	scx_bpf_dsq_insert(next, 0, 20000000, 0);
} // expect: KF403

SEC("struct_ops/dispatch")
void BPF_PROG(began, s32 cpu, struct task_struct *prev)
{
	struct bpf_iter_num it;
	int *round;

	if (bpf_iter_num_new(&it, 0, cpu))
		return; // expect: KF408
	while ((round = bpf_iter_num_next(&it)))
		number += *round;
	bpf_iter_num_destroy(&it);
}

SEC(".struct_ops.link")
struct sched_ext_ops___mine first = {
	.dispatch = (void *)given_on,
	.name = "first",
};

SEC(".struct_ops.link")
struct sched_ext_ops___mine second = {
	.dispatch = (void *)began,
	.name = "second",
};

SEC("struct_ops/dispatch")
void BPF_PROG(last_result, s32 cpu, struct task_struct *prev)
{
	struct task_struct *next = bpf_task_from_pid(number);

	if (next)
		number = next->pid;
} // expect: KF403 warning

SEC(".struct_ops.link")
struct sched_ext_ops___mine third = {
	.dispatch = (void *)last_result,
	.name = "third",
};

char _license[] SEC("license") = "GPL";
