// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char line[64];
__u64 wanted, totals[16];

SEC("kprobe/do_exit")
int size_of_a_global(struct pt_regs *regs)
{
	return bpf_probe_read_kernel(line, wanted, (void *)regs->sp); // expect: KF413
}

SEC("kprobe/do_exit")
int size_of_a_register(struct pt_regs *regs)
{
	return bpf_probe_read_kernel(line, regs->ax, (void *)regs->sp); // expect: KF413
}

SEC("tc")
int size_of_the_packet(struct __sk_buff *skb)
{
	return bpf_skb_store_bytes(skb, 0, line, skb->len, 0); // expect: KF413
}

SEC("kprobe/do_exit")
int perhaps_negative(struct pt_regs *regs)
{
	int length = regs->ax;

	if (length > 64)
		return 0;
	return bpf_probe_read_kernel(line, length, (void *)regs->sp); // expect: KF413
}

SEC("kprobe/do_exit")
int more_than_all_variables(struct pt_regs *regs)
{
	return bpf_probe_read_kernel(line, 2000, (void *)regs->sp); // expect: KF413
}

SEC("kprobe/do_exit")
int perhaps_more(struct pt_regs *regs)
{
	return bpf_probe_read_kernel(line, regs->ax & 8191, (void *)regs->sp); // expect: KF413
}

SEC("kprobe/do_exit")
int into_the_next_variable(struct pt_regs *regs)
{
	return bpf_probe_read_kernel(line, 80, (void *)regs->sp); // silent: it loads
}

SEC("kprobe/do_exit")
int as_large_as_it_is(struct pt_regs *regs)
{
	__u64 length = regs->ax;

	if (length > sizeof(line))
		return 0;
	return bpf_probe_read_kernel(line, length, (void *)regs->sp);
}

SEC("kprobe/do_exit")
int a_part(struct pt_regs *regs)
{
	return bpf_probe_read_kernel(&totals[8], (regs->ax & 63) + 1, (void *)regs->sp);
}

SEC("tc")
int two_of_one_name(struct __sk_buff *skb)
{
	if (skb->len) {
		static char name[8];

		return bpf_skb_load_bytes(skb, 0, name, sizeof(name));
	}
	static char name[32];

	return bpf_skb_load_bytes(skb, 0, name, sizeof(name)) + name[3];
}

char _license[] SEC("license") = "GPL";
