// bpflint: kernel=7.3
// The context of a syscall program is memory since 7.1; what LSM programs write to theirs nobody asks.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct given {
	__u64 number;
	__u8 bytes[8];
};

SEC("syscall")
int reads_across_words(void *given)
{
	return *(__u32 *)(given + 1); // silent: at any byte
}

SEC("syscall")
int reads_somewhere(struct given *given)
{
	__u64 number = given->number;

	return number < 8 ? given->bytes[number] : 0; // silent: within it
}

SEC("syscall")
int lends_it(struct given *given)
{
	return bpf_probe_read_kernel(given, sizeof(*given), 0); // silent: memory
}

SEC("lsm/file_open")
int writes_an_argument(__u64 *arguments)
{
	arguments[0] = 0; // silent: no kernel refuses it
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
