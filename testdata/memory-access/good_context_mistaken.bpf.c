// bpflint: kernel=6.18
// Other names for the same bytes, and bytes that nobody asks for.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct own {
	__u32 data, data_end;
};

SEC("?xdp")
int of_ones_own(struct own *ctx)
{
	char *begin = (char *)(long)ctx->data, *end = (char *)(long)ctx->data_end;

	return begin + 1 > end || !*begin ? XDP_PASS : XDP_DROP; // silent: laid out alike
}

SEC("?tc")
int first_word(__u32 *words)
{
	return words[0] == 3; // silent: that is the length
}

SEC("?cgroup_skb/egress")
int BPF_PROG(arguments_unused, struct task_struct *task, __u64 flags) // silent: compilers leave the reads out
{
	return 1;
}

static int counted;

static void only_counts(struct task_struct *task, __u64 flags)
{
	counted++;
}

static void hands_on(struct task_struct *task, __u64 flags)
{
	only_counts(task, flags);
}

SEC("?cgroup_skb/egress")
int BPF_PROG(arguments_handed_on, struct task_struct *task, __u64 flags) // silent: nobody down there reads them
{
	hands_on(task, flags);
	return 1;
}

char _license[] SEC("license") = "GPL";

struct start {
	__u32 data, data_end;
};

SEC("xdp")
int declares_the_beginning(struct start *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;

	return data + 1 > end ? 0 : *(char *)data; // silent: the same members
}
