// bpflint: select=BP608
// SPDX-License-Identifier: MIT
/* Each marked line is what BP608 advises about. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("fentry/do_unlinkat")
int on_a_function(void *ctx) // expect: BP608
{
	return 0;
}
