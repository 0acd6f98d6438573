#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

int wanted;

SEC("tp/syscalls/sys_enter_nanosleep")
int reserved_and_forgotten(void *ctx)
{
	int *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event)
		return 0;
	*event = bpf_get_current_pid_tgid() >> 32;
	if (*event == wanted)
		return 0; // expect: KF403
	bpf_ringbuf_submit(event, 0);
	return 0;
}

char _license[] SEC("license") = "GPL";
