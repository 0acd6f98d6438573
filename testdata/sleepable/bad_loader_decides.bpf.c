// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

extern int bpf_copy_from_user_str(void *dst, u32 dst__sz, const void *unsafe_ptr__ign, u64 flags) __weak __ksym;

char buffer[8];

const volatile struct {
	int level;
	bool may_sleep[2];
} options;

SEC("xdp")
int member(struct xdp_md *ctx)
{
	if (options.may_sleep[1])
		bpf_copy_from_user_str(buffer, 8, (void *)1, 0); // expect: KF202 warning
	return XDP_PASS;
}

SEC("xdp")
int through_a_switch(struct xdp_md *ctx)
{
	switch (options.level) {
	case 3:
		bpf_copy_from_user_str(buffer, 8, (void *)1, 0); // expect: KF202 warning
	}
	return XDP_PASS;
}
