// bpflint: kernel=6.18
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct text {
	char bytes[64];
	__s64 length;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, struct text);
} texts SEC(".maps");

char out[64];
static const char two[] = "%d %d";

SEC("raw_tp/sys_enter")
int no_format(void *ctx)
{
	return bpf_trace_printk(NULL, 4); // expect: KF107
}

SEC("raw_tp/sys_enter")
int format_without_bytes(void *ctx)
{
	char text[8] = "text";

	return bpf_trace_printk(text, 0); // expect: KF413
}

SEC("raw_tp/sys_enter")
int constant_without_bytes(void *ctx)
{
	__u64 numbers[2] = {1, 2};

	return bpf_trace_vprintk(two, 0, numbers, sizeof(numbers)); // expect: KF413
}

SEC("raw_tp/sys_enter")
int format_too_long(void *ctx)
{
	char text[8] = "text";

	return bpf_trace_printk(text, 600); // expect: KF413
}

SEC("raw_tp/sys_enter")
int length_unknown(void *ctx)
{
	__u32 key = 0;
	struct text *text = bpf_map_lookup_elem(&texts, &key);

	return text ? bpf_trace_printk(text->bytes, text->length) : 0; // expect: KF413
}

SEC("raw_tp/sys_enter")
int format_not_looked_at(void *ctx)
{
	__u32 key = 0;
	struct text *text = bpf_map_lookup_elem(&texts, &key);

	return bpf_trace_printk(text->bytes, sizeof(text->bytes)); // expect: KF107
}

SEC("raw_tp/sys_enter")
int number_for_a_format(struct bpf_raw_tracepoint_args *ctx)
{
	return bpf_trace_printk((void *)ctx->args[1], 16); // expect: KF105
}

SEC("raw_tp/sys_enter")
int context_for_a_format(void *ctx)
{
	return bpf_trace_printk(ctx, 16); // expect: KF105
}

SEC("raw_tp/sys_enter")
int no_numbers(void *ctx)
{
	return bpf_trace_vprintk(two, sizeof(two), NULL, 16); // expect: KF107
}

SEC("raw_tp/sys_enter")
int numbers_too_long(void *ctx)
{
	__u64 numbers[2] = {1, 2};

	return bpf_trace_vprintk(two, sizeof(two), numbers, 800); // expect: KF413
}

SEC("raw_tp/sys_enter")
int half_a_number(void *ctx)
{
	__u64 numbers[2] = {1, 2};

	return bpf_snprintf(out, sizeof(out), two, numbers, 12); // expect: KF413
}

SEC("raw_tp/sys_enter")
int too_few_numbers(void *ctx)
{
	__u64 numbers[2] = {1, 2};

	return bpf_snprintf(out, sizeof(out), two, numbers, 8); // expect: KF105
}

SEC("raw_tp/sys_enter")
int too_few_by_the_macro(void *ctx)
{
	BPF_SNPRINTF(out, sizeof(out), "%d", 1);
	return BPF_SNPRINTF(out, sizeof(out), "%d %s", 1); // expect: KF105
}

SEC("raw_tp/sys_enter")
int conversion_of_no_kind(void *ctx)
{
	return BPF_SNPRINTF(out, sizeof(out), "%d%% %5.2f", 1, 2); // expect: KF105
}

SEC("raw_tp/sys_enter")
int conversion_that_goes_on(void *ctx)
{
	__u64 name = 0;

	return bpf_snprintf(out, sizeof(out), "%sh", &name, sizeof(name)); // expect: KF105
}

SEC("raw_tp/sys_enter")
int control_character(void *ctx)
{
	return BPF_SNPRINTF(out, sizeof(out), "\033[1m%d", 1); // expect: KF105
}

char LICENSE[] SEC("license") = "GPL";
