// bpflint: kernel=6.18
// What the parameters of global functions do not take: the verifier knows them by their types and tags alone.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define __arg_ctx __attribute__((btf_decl_tag("arg:ctx")))
#define __arg_nonnull __attribute__((btf_decl_tag("arg:nonnull")))
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

int seen;

__noinline int length_of(struct __sk_buff *skb)
{
	return skb->len;
}

__weak int told_nothing(struct __sk_buff *skb)
{
	return 1;
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

__noinline int first_for_sure(struct pair *pair __arg_nonnull)
{
	return pair->first;
}

__noinline int pid_of(struct task_struct *task __arg_trusted)
{
	return task->pid;
}

__noinline int pid_or_none(struct task_struct *task __arg_trusted __arg_nullable)
{
	return task ? task->pid : 0;
}

__noinline int family_of(struct bpf_sock *socket)
{
	if (socket)
		seen = socket->family;
	return seen;
}

__noinline int keeps(__u64 number)
{
	seen = number;
	return seen;
}

SEC("tc")
int gives_its_own_struct(struct __sk_buff *skb)
{
	struct pair own = {skb->len, skb->mark};

	return length_of((void *)&own) & 1; // expect: KF105
}

SEC("tc")
int gives_it_where_nothing_is_read(struct __sk_buff *skb)
{
	struct pair own = {skb->len, skb->mark};

	return told_nothing((void *)&own) & 1; // expect: KF105
}

SEC("tc")
int gives_the_context_moved(struct __sk_buff *skb)
{
	return length_of((void *)skb + 8) & 1; // expect: KF105
}

SEC("tc")
int gives_a_value(struct __sk_buff *skb)
{
	__u32 key = skb->mark;
	struct pair *pair = bpf_map_lookup_elem(&pairs, &key);

	return pair ? length_of((void *)pair) & 1 : 0; // expect: KF105
}

SEC("kprobe/do_nanosleep")
int gives_a_register(struct pt_regs *registers)
{
	return cookie_of(&registers->di) & 1; // expect: KF105
}

SEC("tc")
int gives_the_context_for_memory(struct __sk_buff *skb)
{
	return first_of((void *)skb) & 1; // expect: KF105
}

SEC("tc")
int gives_the_context_for_sure(struct __sk_buff *skb)
{
	return first_for_sure((void *)skb) & 1; // expect: KF105
}

SEC("tc")
int gives_too_little(struct __sk_buff *skb)
{
	__u32 key = skb->mark;
	struct pair *pair = bpf_map_lookup_elem(&pairs, &key);

	return pair ? first_of((void *)pair + 8) & 1 : 0; // expect: KF413
}

SEC("tc")
int gives_the_packet_untested(struct __sk_buff *skb)
{
	return first_of((void *)(long)skb->data) & 1; // expect: KF417
}

SEC("tc")
int gives_a_socket(struct __sk_buff *skb)
{
	struct bpf_sock *socket = skb->sk;

	return socket ? family_of(socket) & 1 : 0; // expect: KF105
}

SEC("tc")
int gives_memory_for_a_task(struct __sk_buff *skb)
{
	struct pair own = {skb->len, skb->mark};

	return pid_of((void *)&own) & 1; // expect: KF105
}

SEC("tc")
int gives_the_context_for_a_task(struct __sk_buff *skb)
{
	return pid_or_none((void *)skb) & 1; // expect: KF105
}

SEC("tc")
int gives_an_address(struct __sk_buff *skb)
{
	__u32 key = skb->mark;
	struct pair *pair = bpf_map_lookup_elem(&pairs, &key);

	return pair ? keeps((__u64)pair) & 1 : 0; // expect: KF105
}

__noinline int clears(int *number)
{
	if (number)
		*number = 0;
	return 0;
}

SEC("tc")
int clears_a_map(struct __sk_buff *skb)
{
	return clears((int *)&pairs); // expect: KF105
}

SEC("tc")
int clears_a_number(struct __sk_buff *skb)
{
	return clears((int *)bpf_ktime_get_ns()); // expect: KF105
}

char LICENSE[] SEC("license") = "GPL";
