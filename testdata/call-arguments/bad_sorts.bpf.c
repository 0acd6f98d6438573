// bpflint: kernel=6.18
#define BPF_NO_KFUNC_PROTOTYPES
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;
extern void *bpf_rdonly_cast(const void *obj, u32 btf_id) __ksym;
extern void *bpf_dynptr_slice(const struct bpf_dynptr *p, u64 offset, void *buffer, u64 size) __ksym;

struct entry {
	long data[2];
	struct bpf_timer timer;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, long);
	__type(value, struct entry);
} entries SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, long);
} storage SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

const long magic[2] = {1, 2};

SEC("tp_btf/task_newtask")
int BPF_PROG(object_as_key, struct task_struct *task)
{
	bpf_map_lookup_elem(&entries, task); // expect: KF105
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(context_as_record)
{
	bpf_ringbuf_output(&events, ctx, 16, 0); // expect: KF105
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(map_as_value)
{
	long key = 0;

	bpf_map_update_elem(&entries, &key, &entries, 0); // expect: KF105
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(stack_as_object)
{
	struct task_struct *task = bpf_get_current_task_btf();

	bpf_task_storage_get(&storage, (struct task_struct *)&task, 0, 0); // expect: KF105
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(other_object, struct task_struct *task)
{
	bpf_task_storage_get(&storage, (void *)task->cgroups, 0, 0); // expect: KF105
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(member_as_object, struct task_struct *task)
{
	struct task_struct *p = bpf_task_acquire((void *)&task->comm); // expect: KF105

	if (p)
		bpf_task_release(p);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(value_as_timer)
{
	long key = 0;
	struct entry *entry = bpf_map_lookup_elem(&entries, &key);

	if (entry)
		bpf_timer_init((struct bpf_timer *)entry->data, &entries, 1); // expect: KF410
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(value_as_task)
{
	long key = 0;
	struct entry *entry = bpf_map_lookup_elem(&entries, &key);

	if (entry)
		bpf_task_release((struct task_struct *)&entry->data[1]); // expect: KF105
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(constant_as_buffer)
{
	struct bpf_dynptr record;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &record);
	bpf_dynptr_slice(&record, 0, (void *)magic, 16); // expect: KF105
	bpf_ringbuf_discard_dynptr(&record, 0);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(object_as_buffer, struct task_struct *task)
{
	struct bpf_dynptr record;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &record);
	bpf_dynptr_slice(&record, 0, task->comm, 8); // expect: KF105
	bpf_ringbuf_discard_dynptr(&record, 0);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(dynptr_as_record)
{
	struct bpf_dynptr record;

	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &record);
	bpf_ringbuf_output(&events, &record, 16, 0); // expect: KF409
	bpf_ringbuf_discard_dynptr(&record, 0);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(cast_as_memory, struct task_struct *task)
{
	char *name = bpf_rdonly_cast(task->comm, 0);

	bpf_probe_read_kernel(name, 4, task); // expect: KF105
	return 0;
}

char _license[] SEC("license") = "GPL";
