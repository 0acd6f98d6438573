// bpflint: kernel=6.18
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct text {
	char bytes[64];
	__u32 length;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, struct text);
} texts SEC(".maps");

char out[64], behind[64];
static const char two[] = "%d %d";
const char of_the_loader[16] = "%d %d";

SEC("raw_tp/sys_enter")
int formats_of_all_places(void *ctx)
{
	char local[8] = "text";
	static const char constant[] = "number %d";

	bpf_printk("%d %d %d %d", 1, 2, 3, 4);
	bpf_trace_printk(constant, sizeof(constant), 1);
	bpf_trace_printk(local, sizeof(local));
	bpf_trace_printk(two, 2); // silent: what is cut off is seen when it runs
	return bpf_trace_printk(out, sizeof(out));
}

SEC("raw_tp/sys_enter")
int lengths_that_were_tested(void *ctx)
{
	__u32 key = 0, length;
	struct text *text = bpf_map_lookup_elem(&texts, &key);

	if (!text)
		return 0;
	length = text->length & 63;
	return bpf_trace_printk(text->bytes, length + 1);
}

SEC("raw_tp/sys_enter")
int numbers_or_none(void *ctx)
{
	__u64 numbers[2] = {1, 2};

	bpf_trace_vprintk(two, sizeof(two), NULL, 0);
	bpf_trace_vprintk(two, sizeof(two), numbers, 12); // silent: fails when it runs
	bpf_snprintf(NULL, 0, two, numbers, sizeof(numbers));
	bpf_snprintf(out, sizeof(out) + 8, two, numbers, sizeof(numbers)); // silent: the section has them
	return bpf_snprintf(out, sizeof(out), "none", NULL, 0);
}

SEC("raw_tp/sys_enter")
int all_conversions(void *ctx)
{
	static const char address[4] = {};

	BPF_SNPRINTF(out, sizeof(out), "%d %i %u %x %X %li %lld %llu %c", 1, 2, 3, 4, 5, 6, 7, 8, '9');
	BPF_SNPRINTF(out, sizeof(out), "%p %pK %ps: %pS %pB %px", 0, 0, 0, 0, 0, 0);
	BPF_SNPRINTF(out, sizeof(out), "%pks, %pus;%s\t%%", 0, 0, "text");
	BPF_SNPRINTF(out, sizeof(out), "%pI4 %pi6", address, address);
	BPF_SNPRINTF(out, sizeof(out), "%+05d|%-8s|% d|%08llx\n", 1, "text", 2, 3);
	return BPF_SNPRINTF(out, sizeof(out), "%d", 1, 2); // silent: what is too much is left alone
}

SEC("raw_tp/sys_enter")
int one_name_for_several_formats(void *ctx)
{
	__u64 numbers[2] = {1, 2};

	for (int i = 0; i < 2; i++) {
		static const char format[] = "%d";
		bpf_snprintf(out, sizeof(out), format, numbers, 8);
	}
	{
		static const char format[] = "%d %d";
		return bpf_snprintf(out, sizeof(out), format, numbers, 16);
	}
}

SEC("raw_tp/sys_enter")
int cut_off_by_zero(void *ctx)
{
	__u64 number = 1;

	bpf_snprintf(behind, sizeof(behind), "%d\0%d", &number, sizeof(number));
	return bpf_snprintf(behind, sizeof(behind), of_the_loader + 3, &number, sizeof(number));
}

char LICENSE[] SEC("license") = "GPL";
