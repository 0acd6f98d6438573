// SPDX-License-Identifier: MIT
/* Each comment covers a finding: at the end of its line, before its statement, before its block. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

extern int bpf_module_only(int value) __ksym; /* bpflint: disable=unknown-kfunc our own module brings it */

/* bpflint: disable=KF101 the same module */
extern int bpf_module_too(int value)
	__ksym;

SEC("tc")
int calls_both(struct __sk_buff *skb)
{
	return bpf_module_only(1) + bpf_module_too(2);
}
