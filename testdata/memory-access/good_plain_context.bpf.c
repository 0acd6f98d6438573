// bpflint: kernel=6.18
// What may be accessed of contexts that are what lies in memory.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct given {
	__u64 number;
	__u8 bytes[8];
};

struct packed {
	__u8 kind;
	__u32 number;
} __attribute__((packed));

SEC("syscall")
int reads_and_writes(struct given *given)
{
	given->bytes[3] = given->number; // silent: a byte within it
	return *(__u16 *)&given->bytes[2]; // silent: aligned
}

SEC("syscall")
int reads_what_is_packed(struct packed *given)
{
	return given->number; // silent: compilers read it byte by byte
}

SEC("syscall")
int reads_far_within(__u64 *given)
{
	return given[4095]; // silent: it may be as large
}

SEC("kprobe/do_nanosleep")
int reads_half_a_register(__u32 *registers)
{
	return registers[3] & 1; // silent: aligned
}

SEC("tracepoint/syscalls/sys_enter_openat")
int reads_before_the_fields(__u64 *context)
{
	return context[-1] & 1; // silent: nobody looks
}

char LICENSE[] SEC("license") = "GPL";
