#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

extern void *bpf_rdonly_cast(const void *obj__ign, __u32 btf_id__k) __ksym;

SEC("raw_tp")
int a_union_is_a_struct_to_it(void *ctx)
{
	union bpf_attr *attr = bpf_rdonly_cast(ctx, bpf_core_type_id_kernel(union bpf_attr));

	return attr->map_type == 1;
}

char _license[] SEC("license") = "GPL";
