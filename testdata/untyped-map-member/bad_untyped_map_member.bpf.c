// bpflint: select=BP609
// SPDX-License-Identifier: MIT
/* Each marked line is what BP609 advises about. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct { // expect: BP609
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u64));
} sizes SEC(".maps");
