#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
extern void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

struct one {
	struct bpf_cpumask __kptr *mask;
};

struct crowd {
	struct one members[12];
};

struct few {
	struct one members[4];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct crowd);
} crowds SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct few);
} fews SEC(".maps");

SEC("tp_btf/task_newtask")
int one_of_twelve(u64 *ctx)
{
	struct bpf_cpumask *mask;
	struct crowd *crowd;
	__u32 key = 0;

	crowd = bpf_map_lookup_elem(&crowds, &key);
	if (!crowd)
		return 0;
	mask = bpf_kptr_xchg(&crowd->members[3].mask, NULL); // expect: KF410
	if (mask)
		bpf_cpumask_release(mask);
	return 0;
}

SEC("tp_btf/task_newtask")
int one_of_four(u64 *ctx)
{
	struct bpf_cpumask *mask;
	struct few *few;
	__u32 key = 0;

	few = bpf_map_lookup_elem(&fews, &key);
	if (!few)
		return 0;
	mask = bpf_kptr_xchg(&few->members[3].mask, NULL); // silent: four are not too many
	if (mask)
		bpf_cpumask_release(mask);
	return 0;
}

char _license[] SEC("license") = "GPL";
