// bpflint: kernel=6.18
// Compilers keep what was written to a static variable in a register up to the next call.
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

int number;
static struct task_struct *current_task;
static char *at;
static int *chosen;
static char *text;

SEC("tp_btf/task_newtask")
int BPF_PROG(at_once, struct task_struct *task)
{
	current_task = task;
	number = current_task->pid;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(behind_a_write, struct task_struct *task, u64 flags)
{
	u32 *numbers = (u32 *)&number;

	current_task = task;
	numbers[flags & 0] = 3;
	number = current_task->pid; // silent: it lies where nothing else is written to
	return 0;
}

SEC("tc")
int in_a_loop(struct __sk_buff *skb)
{
	char *end = (char *)(long)skb->data_end;
	int i;

	at = (char *)(long)skb->data;
	if (at + 40 > end)
		return 0;
	for (i = 0; i < 40; i++)
		number += at[i];
	return *at;
}

SEC("tc")
int one_address(struct __sk_buff *skb)
{
	if (skb->len > 7)
		chosen = &number;
	if (chosen)
		*chosen = 3; // silent: compilers need to know only whether it was written
	return 0;
}

SEC("tc")
int tested(struct __sk_buff *skb)
{
	if (!text)
		text = (char *)(long)skb->data;
	return text == (char *)(long)skb->data_end; // silent: numbers compare
}

SEC("tp_btf/task_newtask")
int BPF_PROG(behind_plain_assembly, struct task_struct *task)
{
	static struct task_struct *kept;
	int sum;

	kept = task;
	asm("%[sum] = 7" : [sum] "=r"(sum));
	number = kept->pid + sum; // silent: this gives a number and does nothing else
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(before_assembly, struct task_struct *task)
{
	static struct task_struct *read;

	read = task;
	number = read->pid;
	asm volatile("r0 = %[number]" ::[number] "r"(number) : "r0");
	return 0;
}
