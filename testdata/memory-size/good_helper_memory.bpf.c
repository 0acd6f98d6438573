// bpflint: kernel=6.18
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, __u64);
	__type(value, __u64);
} table SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, __u64[16]);
} stacks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

struct small {
	__u32 count;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, struct small);
} counts SEC(".maps");

static __noinline int length(void)
{
	return bpf_get_smp_processor_id();
}

SEC("kprobe")
int key_of_its_size(void *ctx)
{
	__u64 key = 0;

	return !!bpf_map_lookup_elem(&table, &key); // silent: as large as the map says
}

SEC("kprobe")
int part_of_a_record(void *ctx)
{
	__u64 *record = bpf_ringbuf_reserve(&events, 2 * sizeof(*record), 0);

	if (!record)
		return 0;
	bpf_probe_read_kernel(record + 1, sizeof(*record), (void *)1); // silent: reaches to the end
	bpf_ringbuf_submit(record, 0);
	return 0;
}

SEC("kprobe")
int tested_as_a_larger_type(void *ctx)
{
	char name[8];
	int size = length();

	if (size != sizeof(name))
		return 0;
	bpf_probe_read_kernel(name, size, (void *)1); // silent: compared as an unsigned long
	return name[0];
}

SEC("kprobe")
int nothing_to_print(void *ctx)
{
	char text[8];

	return bpf_snprintf(text, sizeof(text), "none", NULL, 0); // silent: may be NULL where its size is 0
}

__u64 number;

SEC("xdp")
int as_large_as_the_variable(struct xdp_md *xdp)
{
	bpf_xdp_load_bytes(xdp, 0, &number, sizeof(number));
	return number == 3 ? XDP_DROP : XDP_PASS;
}

char _license[] SEC("license") = "GPL";
