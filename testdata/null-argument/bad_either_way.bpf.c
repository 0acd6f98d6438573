// bpflint: kernel=6.18
// What a loader may set takes part in tests that come out either way until it does.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

const volatile int wanted_pid;
const volatile bool wanted;

SEC("tp_btf/task_newtask")
int BPF_PROG(compared_with_a_result, struct task_struct *task, u64 flags)
{
	struct task_struct *mine;

	if (wanted_pid != (bpf_get_current_pid_tgid() >> 32))
		return 0;
	mine = bpf_task_acquire(NULL); // expect: KF107
	if (mine)
		bpf_task_release(mine);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(only_if_a_loader_wants, struct task_struct *task, u64 flags)
{
	struct task_struct *mine;

	if (!wanted)
		return 0;
	mine = bpf_task_acquire(NULL); // expect: KF107 warning
	if (mine)
		bpf_task_release(mine);
	return 0;
}

static int acquires_nothing(u32 index, void *context)
{
	struct task_struct *mine = bpf_task_acquire(NULL); // expect: KF107 warning

	if (mine)
		bpf_task_release(mine);
	return 0;
}

const volatile u32 rounds;

SEC("tp_btf/task_newtask")
int BPF_PROG(no_round_unless_a_loader_wants, struct task_struct *task, u64 flags)
{
	bpf_loop(rounds, acquires_nothing, NULL, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
