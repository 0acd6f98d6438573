// bpflint: kernel=6.18
// Members that are only read as a whole, members that are never written in parts, and accesses behind the last one.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("cgroup/connect4")
int reads_half_of_the_family(struct bpf_sock_addr *address)
{
	return *(__u16 *)&address->user_family == 2; // expect: KF417
}

SEC("cgroup/connect4")
int writes_half_of_the_port(struct bpf_sock_addr *address)
{
	*(__u16 *)&address->user_port = 80; // expect: KF417
	return 1;
}

SEC("cgroup/connect6")
int reads_two_words_that_are_no_pair(struct bpf_sock_addr *address)
{
	return *(__u64 *)&address->user_ip6[1] == 0; // expect: KF417
}

SEC("sockops")
int reads_a_byte_of_an_address(struct bpf_sock_ops *ops)
{
	return *(__u8 *)&ops->remote_ip4 == 10; // expect: KF417
}

SEC("sockops")
int joins_bytes_of_an_address(struct bpf_sock_ops *ops)
{
	__u8 *bytes = (__u8 *)&ops->remote_ip4;

	return bytes[0] == 10 || bytes[3] == 1; // expect: KF417 warning
}

SEC("sockops")
int replies_with_the_second_word(struct bpf_sock_ops *ops)
{
	ops->replylong[1] = 3; // expect: KF417
	return 1;
}

SEC("tc")
int reads_half_of_a_pointer(struct __sk_buff *skb)
{
	return *(__u32 *)&skb->sk != 0; // expect: KF417
}

SEC("tc")
int reads_two_members(struct __sk_buff *skb)
{
	return *(__u64 *)&skb->len != 0; // expect: KF417
}

SEC("tc")
int reads_between_members(struct __sk_buff *skb)
{
	return *(__u32 *)((void *)skb + 2) & 1; // expect: KF417
}

SEC("tc")
int reads_behind_the_context(struct __sk_buff *skb)
{
	return *(__u32 *)(skb + 1) & 1; // expect: KF417
}

SEC("tc")
int picks_by_a_number(struct __sk_buff *skb)
{
	return skb->cb[skb->mark & 3] & 1; // expect: KF417
}

SEC("sk_msg")
int reads_half_of_a_port(struct sk_msg_md *message)
{
	return *(__u16 *)&message->remote_port != 0; // expect: KF417
}

SEC("perf_event")
int reads_half_of_a_register(struct bpf_perf_event_data *data)
{
	return *(__u32 *)&data->regs.sp == 1; // expect: KF417
}

SEC("tracepoint/sched/sched_switch")
int reads_what_all_records_have(struct trace_event_raw_sched_switch *record)
{
	return record->ent.pid & 1; // expect: KF417
}

SEC("raw_tp/sched_switch")
int reads_a_thirteenth_argument(__u64 *arguments)
{
	return arguments[12] & 1; // expect: KF417, BP510 note
}

char LICENSE[] SEC("license") = "GPL";
