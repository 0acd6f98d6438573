// bpflint: kernel=6.18
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

#define private(name) SEC(".data." #name) __attribute__((aligned(8)))

char LICENSE[] SEC("license") = "GPL";

static private(A) struct bpf_spin_lock lock;
const volatile bool debug;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring SEC(".maps");

/* Nobody comes to the lock, and compilers leave it out; but paths with mistakes are not followed to their end. */
SEC("raw_tp/sys_enter")
int lock_that_is_left_out(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	long *record;

	switch (a & 3) {
	case 1:
		break;
	default:
		if ((a & 3) == 1) {
			bpf_spin_lock(&lock); // expect: KF410 warning
			bpf_spin_unlock(&lock);
		}
	}
	if (debug) {
		record = bpf_ringbuf_reserve(&ring, 8, 0);
		if (record)
			return 0;
	}
	return 0; // expect: KF403 warning
}

SEC("raw_tp/sys_enter")
int lock_that_is_taken(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	long *record;

	if (a & 1) {
		bpf_spin_lock(&lock); // expect: KF410
		bpf_spin_unlock(&lock);
	}
	if (debug) {
		record = bpf_ringbuf_reserve(&ring, 8, 0);
		if (record)
			return 0;
	}
	return 0; // expect: KF403 warning
}
