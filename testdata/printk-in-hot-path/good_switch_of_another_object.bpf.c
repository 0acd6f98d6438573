// bpflint: select=BP611
// SPDX-License-Identifier: MIT
/* An object that is linked with others: its debug switch is defined in one of them. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

extern const volatile __u8 verbose;

SEC("tcx/ingress")
int behind_a_switch_of_another_object(struct __sk_buff *skb)
{
	if (verbose > 1)
		bpf_printk("%u bytes", skb->len); // silent: the loader decides, in the object this one is linked with
	return -1;
}
