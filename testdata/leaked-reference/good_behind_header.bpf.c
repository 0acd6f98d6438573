// bpflint: kernel=6.18
// What a helper writes to a struct of eight bytes is read in parts, any of which the tests decide.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

char LICENSE[] SEC("license") = "GPL";

SEC("tc")
int behind_a_header(struct __sk_buff *skb)
{
	struct task_struct *task;
	struct udphdr udp;

	if (bpf_skb_load_bytes(skb, 34, &udp, sizeof(udp)))
		return 0;
	task = bpf_task_from_pid(1);
	if (!task)
		return 0;
	if (udp.dest != 53 || udp.source == 53)
		skb->mark = udp.len;
	bpf_task_release(task);
	return udp.source == 53;
}
