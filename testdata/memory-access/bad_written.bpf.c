#include <vmlinux.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;
extern int bpf_dynptr_from_skb(struct __sk_buff *s, u64 flags, struct bpf_dynptr *ptr__uninit) __ksym;
extern void *bpf_dynptr_slice(const struct bpf_dynptr *p, u64 offset, void *buffer__opt, u64 buffer__szk) __ksym;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__type(key, u32);
	__type(value, u64);
} settings SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_WRONLY_PROG);
	__type(key, u32);
	__type(value, u64);
} results SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(trusted_argument, struct task_struct *task, u64 clone_flags)
{
	task->pid = 1; // expect: KF417
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(walked_pointer, struct task_struct *task, u64 clone_flags)
{
	task->real_parent->prio = 1; // expect: KF417
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(atomic_operation, struct task_struct *task, u64 clone_flags)
{
	__sync_fetch_and_add(&task->prio, 1); // expect: KF417
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(array_of_bytes, struct task_struct *task, u64 clone_flags)
{
	__builtin_memset(task->comm, 0, sizeof(task->comm)); // expect: KF417
	return 0;
}

SEC("syscall")
int own_reference(void *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	task->prio = 3; // expect: KF417
	bpf_task_release(task);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(cast_object, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *same = bpf_rdonly_cast(task, bpf_core_type_id_kernel(struct task_struct));

	same->prio = 1; // expect: KF417
	return 0;
}

SEC("iter/task")
int object_of_an_iterator(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (task)
		task->prio = 1; // expect: KF417
	return 0;
}

SEC("xdp")
int atomic_in_a_packet(struct xdp_md *ctx)
{
	char *start = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;

	if (start + 4 > end)
		return XDP_PASS;
	__sync_fetch_and_add((u32 *)start, 1); // expect: KF417
	return XDP_PASS;
}

SEC("xdp")
int map_for_user_space_to_write(struct xdp_md *ctx)
{
	u32 key = 0;
	u64 *value = bpf_map_lookup_elem(&settings, &key);

	if (value)
		*value = 1; // expect: KF417
	return XDP_PASS;
}

SEC("xdp")
int map_for_user_space_to_read(struct xdp_md *ctx)
{
	u32 key = 0;
	u64 *value = bpf_map_lookup_elem(&results, &key);

	return value && *value ? XDP_DROP : XDP_PASS; // expect: KF417
}

SEC("tc")
int slice_to_read(struct __sk_buff *skb)
{
	struct bpf_dynptr packet;
	char buffer[4] = {};
	char *start;

	bpf_dynptr_from_skb(skb, 0, &packet);
	start = bpf_dynptr_slice(&packet, 0, buffer, sizeof(buffer));
	if (start)
		*start = 1; // expect: KF417
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(cast_memory, struct task_struct *task, u64 clone_flags)
{
	int *number = bpf_rdonly_cast(task, 0);

	*number = 1; // expect: KF417
	return 0;
}

SEC("tp_btf/sys_enter")
int BPF_PROG(number_in_an_object, struct pt_regs *regs, long id)
{
	*(char *)regs->di = 1; // expect: KF417
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(written_after_a_call, struct task_struct *task, u64 clone_flags)
{
	int pid = task->pid;

	bpf_printk("%d", pid);
	task->pid = pid; // expect: KF417
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(written_by_a_volatile_pointer, struct task_struct *task, u64 clone_flags)
{
	volatile struct task_struct *same = task;

	same->pid = same->pid; // expect: KF417
	return 0;
}
