// bpflint: kernel=6.12
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

const volatile char names[64] = "here";
const volatile struct bpf_fib_lookup route = {};
static const char format[] = "%d";

SEC("xdp")
int way(struct xdp_md *ctx)
{
	return bpf_fib_lookup(ctx, (void *)&route, sizeof(route), 0) ? XDP_DROP : XDP_PASS;
}

SEC("raw_tp/sys_enter")
int stack_of_raw_tracepoint(void *ctx)
{
	return bpf_get_stack(ctx, (void *)names, sizeof(names), 0) > 0;
}

SEC("fentry/do_nanosleep")
int BPF_PROG(stack_of_function)
{
	bpf_get_stack(ctx, (void *)names, sizeof(names), 0);
	return 0;
}

SEC("perf_event")
int branches(struct bpf_perf_event_data *ctx)
{
	return bpf_read_branch_records(ctx, (void *)names, sizeof(names), 0) > 0;
}

SEC("raw_tp/sys_enter")
int text(void *ctx)
{
	u64 args[1] = {};

	return bpf_snprintf((char *)names, sizeof(names), format, args, sizeof(args)) > 0;
}

SEC("raw_tp/sys_enter")
int text_of_type(void *ctx)
{
	struct btf_ptr object = {};

	return bpf_snprintf_btf((char *)names, sizeof(names), &object, sizeof(object), 0) > 0;
}

SEC("cgroup/sysctl")
int name(struct bpf_sysctl *ctx)
{
	return bpf_sysctl_get_name(ctx, (char *)names, sizeof(names), 0) > 0;
}

SEC("fentry/filp_close")
int BPF_PROG(path, struct file *file)
{
	bpf_d_path(&file->f_path, (char *)names, sizeof(names));
	return 0;
}
