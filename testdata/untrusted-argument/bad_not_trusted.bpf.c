// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

extern int bpf_send_signal_task(struct task_struct *task, int sig, enum pid_type type, __u64 value) __ksym;
extern void *bpf_rdonly_cast(const void *obj__ign, __u32 btf_id__k) __ksym;

#define __arg_trusted __attribute__((btf_decl_tag("arg:trusted")))
#define as_task(address) ((struct task_struct *)bpf_rdonly_cast((void *)(address), bpf_core_type_id_kernel(struct task_struct)))

struct counter {
	long hits;
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct counter);
} counters SEC(".maps");

__noinline int pid_of(struct task_struct *task __arg_trusted)
{
	return task->pid;
}

SEC("?tp_btf/task_newtask")
int BPF_PROG(cast_to_global_function, struct task_struct *task)
{
	return pid_of(as_task(task)); // expect: KF108
}

SEC("?tp_btf/task_newtask")
int BPF_PROG(cast_to_helper, struct task_struct *task)
{
	bpf_task_storage_get(&counters, as_task(task), NULL, 0); // expect: KF108
	return 0;
}

SEC("?tp_btf/task_newtask")
int BPF_PROG(cast_to_kfunc, struct task_struct *task)
{
	bpf_send_signal_task(as_task(task), 10, PIDTYPE_PID, 0); // expect: KF108
	return 0;
}

SEC("?tp_btf/task_newtask")
int BPF_PROG(only_under_rcu, struct task_struct *task)
{
	bpf_send_signal_task(task->real_parent, 10, PIDTYPE_PID, 0); // expect: KF108
	return 0;
}

SEC("?fentry/wake_up_new_task")
int BPF_PROG(argument_of_a_function, struct task_struct *task)
{
	bpf_send_signal_task(task, 10, PIDTYPE_PID, 0); // expect: KF108
	return 0;
}

char _license[] SEC("license") = "GPL";
