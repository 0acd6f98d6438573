// bpflint: kernel=6.18
// What the parameters of global functions take, and calls that no verifier sees.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define __arg_ctx __attribute__((btf_decl_tag("arg:ctx")))
#define __arg_nullable __attribute__((btf_decl_tag("arg:nullable")))
#define __arg_trusted __attribute__((btf_decl_tag("arg:trusted")))

struct pair {
	__u64 first, second;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct pair);
} pairs SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} records SEC(".maps");

extern struct task_struct *bpf_task_from_pid(__s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *task) __ksym;

int seen;
struct pair shared;

__noinline int length_of(struct __sk_buff *skb)
{
	return skb->len;
}

__noinline int reads_nothing(struct __sk_buff *skb)
{
	return bpf_get_prandom_u32();
}

int inlined(struct __sk_buff *skb)
{
	return skb->len;
}

__noinline int cookie_of(void *context __arg_ctx)
{
	seen = bpf_get_attach_cookie(context);
	return seen;
}

__noinline int first_of(struct pair *pair)
{
	if (pair)
		seen = pair->first;
	return seen;
}

__noinline int byte_of(char *byte)
{
	if (byte)
		seen = *byte;
	return seen;
}

__noinline int family_of(struct bpf_sock *socket)
{
	seen = socket->family;
	return seen;
}

__noinline int pid_of(struct task_struct *task __arg_trusted)
{
	seen = task->pid;
	return seen;
}

__noinline int pid_or_none(struct task_struct *task __arg_trusted __arg_nullable)
{
	return task ? task->pid : 0;
}

__noinline int keeps(__u64 number)
{
	seen = number;
	return seen;
}

SEC("tc")
int gives_the_context(struct __sk_buff *skb)
{
	return length_of(skb) & 1; // silent: the context as it came
}

SEC("tc")
int gives_what_nothing_reads(struct __sk_buff *skb)
{
	struct pair own = {skb->len, skb->mark};

	return reads_nothing((void *)&own) & 1; // silent: compilers pass nothing
}

SEC("tc")
int gives_it_to_an_inlined_function(struct __sk_buff *skb)
{
	struct pair own = {skb->len, skb->mark};

	return inlined((void *)&own) & 1; // silent: it is read here
}

SEC("kprobe/do_nanosleep")
int gives_registers(struct pt_regs *registers)
{
	return cookie_of(registers) & 1; // silent: the context
}

SEC("cgroup/sock_create")
int gives_the_socket_that_is_the_context(struct bpf_sock *socket)
{
	return family_of(socket) & 1; // silent: the context of such programs
}

SEC("tc")
int gives_memory(struct __sk_buff *skb)
{
	struct pair own = {skb->len, skb->mark};

	return (first_of(&own) + first_of(&shared)) & 1; // silent: the stack and a global variable
}

SEC("tc")
int gives_a_value_untested(struct __sk_buff *skb)
{
	__u32 key = skb->mark;

	return first_of(bpf_map_lookup_elem(&pairs, &key)) & 1; // silent: it may be NULL
}

SEC("tc")
int gives_the_last_byte(struct __sk_buff *skb)
{
	__u32 key = skb->mark;
	struct pair *pair = bpf_map_lookup_elem(&pairs, &key);

	return pair ? byte_of((char *)pair + 15) & 1 : 0; // silent: it has that many
}

SEC("tc")
int gives_a_record(struct __sk_buff *skb)
{
	struct pair *pair = bpf_ringbuf_reserve(&records, sizeof(*pair), 0);

	if (!pair)
		return 0;
	pair->first = skb->len;
	pair->second = first_of(pair); // silent: memory of that size
	bpf_ringbuf_discard(pair, 0);
	return 0;
}

SEC("tc")
int gives_the_packet_tested(struct __sk_buff *skb)
{
	struct pair *pair = (void *)(long)skb->data;

	if ((void *)(pair + 1) > (void *)(long)skb->data_end)
		return 0;
	return first_of(pair) & 1; // silent: that much is there
}

SEC("tc")
int gives_a_task_and_one_it_names(struct __sk_buff *skb)
{
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	seen = pid_of(task) + pid_of(task->last_wakee); // silent: walked from a trusted one
	bpf_task_release(task);
	return seen & 1;
}

SEC("tc")
int gives_no_task(struct __sk_buff *skb)
{
	return pid_or_none(0) & 1; // silent: nullable
}

SEC("tc")
int gives_a_truth(struct __sk_buff *skb)
{
	__u32 key = skb->mark;

	return keeps(bpf_map_lookup_elem(&pairs, &key) != 0) & 1; // silent: a number
}

__noinline int clears(int *number)
{
	if (number)
		*number = 0;
	return 0;
}

SEC("tc")
int clears_what_is_there(struct __sk_buff *skb)
{
	int number = 1;

	return clears(&number) + clears(&seen) + clears(0); // silent: memory, and none
}

char LICENSE[] SEC("license") = "GPL";
