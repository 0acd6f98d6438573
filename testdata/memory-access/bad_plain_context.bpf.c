// bpflint: kernel=6.18
// Contexts that are what lies in memory: from their first byte on, and at multiples of the size.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct wide {
	__u8 bytes[70000];
};

struct given {
	__u64 number;
	__u8 bytes[8];
};

SEC("syscall")
int reads_before_it(__u64 *given)
{
	return given[-1]; // expect: KF417
}

SEC("syscall")
int writes_before_it(__u64 *given)
{
	given[-1] = 3; // expect: KF417
	return 0;
}

SEC("syscall")
int reads_behind_it(struct wide *given)
{
	return given->bytes[65536]; // expect: KF417
}

SEC("syscall")
int reads_across_words(void *given)
{
	return *(__u32 *)(given + 1); // expect: KF417
}

SEC("syscall")
int reads_somewhere(struct given *given)
{
	__u64 number = given->number;

	return number < 8 ? given->bytes[number] : 0; // expect: KF417
}

SEC("syscall")
int lends_it(struct given *given)
{
	return bpf_probe_read_kernel(given, sizeof(*given), 0); // expect: KF105
}

SEC("kprobe/do_nanosleep")
int reads_before_the_registers(__u64 *registers)
{
	return registers[-1] & 1; // expect: KF417
}

SEC("kprobe/do_nanosleep")
int reads_across_registers(void *registers)
{
	return *(__u64 *)(registers + 4) & 1; // expect: KF417
}

SEC("tracepoint/syscalls/sys_enter_openat")
int reads_across_fields(void *context)
{
	return *(__u32 *)(context + 10) & 1; // expect: KF417
}

SEC("tp_btf/sys_enter")
int reads_before_the_arguments(__u64 *arguments)
{
	return arguments[-1] & 1; // expect: KF417
}

char LICENSE[] SEC("license") = "GPL";
