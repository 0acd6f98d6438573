#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

struct options {
	int kind;
	bool keep;
};

static __always_inline int run(struct options options)
{
	struct task_struct *task = bpf_task_from_pid(options.kind);

	if (!task)
		return 0;
	if (options.keep)
		return 1;
	bpf_task_release(task);
	return 0;
}

SEC("tc")
int passed_by_value(struct __sk_buff *skb)
{
	struct options options = {.kind = 1, .keep = true};

	return run(options); // expect: KF403
}

SEC("tc")
int assigned(struct __sk_buff *skb)
{
	struct options options = {.kind = 1, .keep = true}, copy;

	copy = options;
	return run(copy); // expect: KF403
}
