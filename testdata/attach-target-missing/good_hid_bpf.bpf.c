// bpflint: kernel=6.12
/* Debian builds 6.12 without HID-BPF: that says nothing of the release. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("struct_ops/hid_rdesc_fixup")
int BPF_PROG(fix, struct hid_bpf_ctx *context)
{
	return context->size; // silent: nobody knows
}

SEC(".struct_ops.link")
struct hid_bpf_ops device = {
	.hid_rdesc_fixup = (void *)fix,
};

char _license[] SEC("license") = "GPL";
