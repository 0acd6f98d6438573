// What stands behind tests of the kernel: weak symbols, versions, members, enumerators, constants of a loader.
#include "common.h"
#include <bpf/bpf_core_read.h>

extern int LINUX_KERNEL_VERSION __kconfig;
extern int CONFIG_HZ __kconfig __weak;
extern struct task_struct *bpf_task_from_vpid(s32 vpid) __ksym __weak;
extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym __weak;
extern void bpf_task_release(struct task_struct *p) __ksym;
extern void bpf_never_was(void) __ksym __weak;
extern const int init_pid_ns __ksym __weak;

const volatile int level = 0;
const volatile bool verbose;
static int never_written = 3;

struct task_struct___new {
	int never_there;
	int pid;
} __attribute__((preserve_access_index));

enum bpf_func_id___new { BPF_FUNC_never = 100000, BPF_FUNC_get_prandom_u32 = 7 };

PROGRAM(weak_functions)
{
	struct task_struct *task = 0;

	if (bpf_ksym_exists(bpf_task_from_vpid))
		task = bpf_task_from_vpid(1);
	else if (bpf_task_from_pid)
		task = bpf_task_from_pid(1);
	if (bpf_never_was)
		bpf_never_was();
	if (task)
		bpf_task_release(task);
	return ANY;
}

PROGRAM(versions)
{
	int r = 0;

	if (LINUX_KERNEL_VERSION >= KERNEL_VERSION(6, 1, 0))
		r = 1;
	if (LINUX_KERNEL_VERSION < KERNEL_VERSION(6, 12, 0))
		r |= 2;
	if (LINUX_KERNEL_VERSION > KERNEL_VERSION(6, 18, 200))
		r |= 4;
	if ((LINUX_KERNEL_VERSION >> 16) == 6)
		r |= 8;
	if (CONFIG_HZ == 100)
		r |= 16;
	return r + ANY;
}

PROGRAM(members)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct task_struct___new *fresh = (void *)task;
	int r = 0;

	if (bpf_core_field_exists(task->pid))
		r = task->pid;
	if (bpf_core_field_exists(fresh->never_there))
		r = fresh->never_there;
	if (bpf_core_type_exists(struct task_struct))
		r++;
	if (bpf_core_enum_value_exists(enum bpf_func_id___new, BPF_FUNC_never))
		r += 100;
	r += bpf_core_field_size(task->pid);
	return r + ANY;
}

PROGRAM(loader_constants)
{
	int r = ANY;

	if (level > 2)
		r = level;
	if (verbose)
		r = 5;
	if (level > 2 && verbose)
		r = 6;
	if (never_written == 3)
		r++;
	switch (level) {
	case 1:
		return 1;
	case 2:
		return 2;
	}
	return r;
}

static int supports(void)
{
	if (!bpf_ksym_exists(bpf_task_from_vpid))
		return 0;
	return LINUX_KERNEL_VERSION > KERNEL_VERSION(5, 10, 0) ? 2 : 1;
}

PROGRAM(by_function)
{
	int how = supports();

	if (how == 0)
		return ANY;
	if (how == 2)
		return 2;
	return 1;
}

char _license[] SEC("license") = "GPL";
