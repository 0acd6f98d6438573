// bpflint: kernel=6.18
// Addresses that are copied, subtracted and compared, operators that compilers leave out, and numbers that were addresses.
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct value {
	__u64 words[8];
	void *kept;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, struct value);
} values SEC(".maps");

const volatile bool debug;
__u64 result;
__u32 half;

SEC("tc")
int copies_and_subtracts(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key);

	if (!value)
		return 0;
	result = (__u64)value;				     // silent: copied as it is
	return &value->words[skb->mark & 7] - value->words; // silent: a difference
}

SEC("tc")
int takes_a_half(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key);

	if (!value)
		return 0;
	half = (__u64)value & 0xffffffff;	     // silent: half of it is stored
	return ((__u64)value ^ (__u64)skb) == 0; // silent: compared
}

SEC("tc")
int needs_it_for_debugging(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key);
	__u64 number = (__u64)value >> 3; // silent: compilers compute it where it is needed

	if (debug)
		result = number;
	return 0;
}

SEC("tc")
int knows_how_it_is_aligned(struct __sk_buff *skb)
{
	__u64 words[2] = {};

	bpf_skb_load_bytes(skb, 0, words, sizeof(words));
	result = (__u64)words & 7; // silent: compilers know the answer
	return 0;
}

SEC("tc")
int reads_it_again(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key);

	if (!value)
		return 0;
	value->kept = value;
	bpf_get_prandom_u32();
	result = (__u64)value->kept >> 3; // silent: what is read from a map is a number
	return 0;
}

SEC("kprobe/do_nanosleep")
int BPF_KPROBE(shifts_a_register, struct task_struct *task)
{
	result = (__u64)task >> 3; // silent: a number to the verifier
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(shifts_a_plain_address, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	result = (__u64)prev->stack >> 6; // silent: a `void *` is a number
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(reads_around_a_link, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct task_struct *task = container_of(prev->tasks.next, struct task_struct, tasks);

	return BPF_CORE_READ(task, pid); // silent: a helper reads it
}

SEC("tp_btf/sched_switch")
int BPF_PROG(goes_in_and_out, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct list_head *link = &prev->tasks;

	return container_of(link, struct task_struct, tasks)->pid; // silent: the object itself
}

char LICENSE[] SEC("license") = "GPL";
