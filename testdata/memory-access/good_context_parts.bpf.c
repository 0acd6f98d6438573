// bpflint: kernel=6.18
// Parts that may be accessed, and members that are accessed as they are declared.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("cgroup/connect4")
int takes_half_of_the_family(struct bpf_sock_addr *address)
{
	return (__u16)address->user_family == 2; // silent: the whole is read
}

SEC("cgroup/connect4")
int reads_half_of_the_port(struct bpf_sock_addr *address)
{
	return *(__u16 *)&address->user_port == 80; // silent: a member of which parts are read
}

SEC("cgroup/connect4")
int writes_the_port(struct bpf_sock_addr *address)
{
	address->user_port = 80; // silent: the whole is written
	return 1;
}

SEC("cgroup/connect6")
int reads_and_writes_pairs(struct bpf_sock_addr *address)
{
	if (*(__u64 *)&address->user_ip6[0] == 0)
		*(__u64 *)&address->user_ip6[2] = 0; // silent: two words from a multiple of eight bytes on
	return 1;
}

SEC("sockops")
int joins_all_bytes_of_an_address(struct bpf_sock_ops *ops)
{
	return (ops->remote_ip4 & 0xff) == 10 || ops->remote_ip4 >> 24 == 1; // silent: parts of a value
}

SEC("sockops")
int replies(struct bpf_sock_ops *ops)
{
	ops->replylong[0] = 3; // silent: the word that is `reply`
	return 1;
}

SEC("tc")
int writes_bytes_of_its_buffer(struct __sk_buff *skb)
{
	*(__u8 *)&skb->cb[1] = *(__u8 *)&skb->mark; // silent: the buffer is written in any parts
	return 0;
}

SEC("tc")
int picks_by_a_test(struct __sk_buff *skb)
{
	switch (skb->mark) {
	case 0:
		return skb->cb[0] & 1; // silent: a constant index
	case 1:
		return skb->cb[1] & 1; // silent: likewise
	}
	return 0;
}

SEC("sk_lookup")
int reads_half_of_a_port(struct bpf_sk_lookup *lookup)
{
	return *(__u16 *)&lookup->local_port == 80 && *(__u32 *)&lookup->remote_port; // silent: parts, and padding behind
}

SEC("sk_reuseport")
int reads_half_of_a_length(struct sk_reuseport_md *reuse)
{
	return *(__u16 *)&reuse->len & 1; // silent: a member of which parts are read
}

SEC("kprobe/do_nanosleep")
int reads_half_of_a_register(struct pt_regs *registers)
{
	return *(__u32 *)&registers->sp & 1; // silent: kprobes read any parts
}

SEC("tracepoint/sched/sched_switch")
int reads_its_record(struct trace_event_raw_sched_switch *record)
{
	return record->prev_pid & 1; // silent: behind what all records have
}

SEC("raw_tp/sched_switch")
int reads_a_fourth_argument(__u64 *arguments)
{
	return arguments[3] & 1; // silent: one that is there
}

char LICENSE[] SEC("license") = "GPL";
