// bpflint: kernel=6.18
// Each kind of program may read and write other members of its context, and not all may write to the packet.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("tc")
int moves_the_packet(struct __sk_buff *skb)
{
	skb->data = 3; // expect: KF417
	return 0;
}

SEC("tc")
int writes_what_it_may(struct __sk_buff *skb)
{
	skb->mark = 3;		// silent: tc programs may
	skb->cb[1] = skb->hash; // silent: likewise
	return 0;
}

SEC("tc")
int reads_family(struct __sk_buff *skb)
{
	return skb->family & 1; // expect: KF417
}

SEC("cgroup_skb/egress")
int reads_family_of_its_socket(struct __sk_buff *skb)
{
	return skb->family & 1; // silent: cgroup programs may
}

SEC("socket")
int marks(struct __sk_buff *skb)
{
	skb->mark = 3; // expect: KF417
	return 0;
}

static __always_inline void set_port(struct bpf_sock_addr *address)
{
	address->user_port = 0; // silent: both programs may
}

SEC("cgroup/connect4")
int connects(struct bpf_sock_addr *address)
{
	set_port(address);
	address->user_ip4 = 0; // silent: an IPv4 address
	return 1;
}

SEC("cgroup/connect6")
int connects_as_ipv4(struct bpf_sock_addr *address)
{
	set_port(address);
	address->user_ip4 = 0; // expect: KF417
	return 1;
}

SEC("kprobe/do_nanosleep")
int changes_a_register(struct pt_regs *registers)
{
	registers->ax = 0; // expect: KF417
	return 0;
}

SEC("raw_tp/sched_switch")
int changes_an_argument(__u64 *arguments)
{
	arguments[1] = 0; // expect: KF417
	return 0;
}

SEC("cgroup_skb/ingress")
int writes_to_the_packet(struct __sk_buff *skb)
{
	__u8 *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;

	if (data + 1 <= end)
		*data = 0; // expect: KF417
	return 1;
}

SEC("xdp")
int writes_to_its_packet(struct xdp_md *xdp)
{
	__u8 *data = (void *)(long)xdp->data, *end = (void *)(long)xdp->data_end;

	if (data + 1 <= end)
		*data = 0; // silent: XDP programs may
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
