// bpflint: kernel=6.18
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

extern int bpf_stream_vprintk_impl(int stream_id, const char *fmt__str, const void *args, u32 len__sz, void *aux__prog) __ksym;
extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, char[16]);
} texts SEC(".maps");

char writable[16] = "number %d";

SEC("syscall")
int writable_format(void *ctx)
{
	u64 number = 1;

	return bpf_stream_vprintk_impl(1, writable, &number, sizeof(number), NULL); // expect: KF105, KF305
}

SEC("syscall")
int format_in_a_map(void *ctx)
{
	u64 number = 1;
	u32 key = 0;
	char *text = bpf_map_lookup_elem(&texts, &key);

	return text ? bpf_stream_vprintk_impl(1, text, &number, sizeof(number), NULL) : 0; // expect: KF105
}

SEC("syscall")
int writable_format_of_a_helper(void *ctx)
{
	char out[16];
	u64 number = 1;

	return bpf_snprintf(out, sizeof(out), writable, &number, sizeof(number)); // expect: KF105
}

SEC("syscall")
int compared_with_the_stack(void *ctx)
{
	char name[16] = {}, other[16] = {};

	bpf_get_current_comm(name, sizeof(name));
	bpf_get_current_comm(other, sizeof(other));
	return bpf_strncmp(name, sizeof(name), other); // expect: KF105
}

SEC("tp_btf/task_newtask")
int BPF_PROG(compared_with_an_object, struct task_struct *task, u64 clone_flags)
{
	char name[16] = {};

	bpf_get_current_comm(name, sizeof(name));
	return bpf_strncmp(name, sizeof(name), task->comm); // expect: KF105
}

SEC("tp_btf/task_newtask")
int number_for_an_object(void *ctx)
{
	u64 address = bpf_get_current_task(); // expect: BP604
	struct task_struct *task = (struct task_struct *)address;

	task = bpf_task_acquire(task); // expect: KF105
	if (task)
		bpf_task_release(task);
	return 0;
}

SEC("kprobe/vfs_read")
int BPF_KPROBE(number_for_memory, struct file *file)
{
	u32 key = 0;

	return bpf_map_update_elem(&texts, &key, file, 0); // expect: KF105
}
