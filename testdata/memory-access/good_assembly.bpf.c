// bpflint: kernel=6.18
// Inline assembly that keeps a bound in place, and that reads a member by its number.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, char[256]);
} m SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} rb SEC(".maps");

SEC("tracepoint/syscalls/sys_enter_open")
int mask(struct trace_event_raw_sys_enter *ctx)
{
	__u32 z = 0;
	char *v = bpf_map_lookup_elem(&m, &z);
	unsigned long size = ctx->args[1];

	if (!v)
		return 0;
	asm volatile("%[size] &= 0xff;\n" : [size] "+r"(size));
	bpf_probe_read_user(v, size, (void *)ctx->args[0]);
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_open")
int index(struct trace_event_raw_sys_enter *ctx)
{
	__u32 z = 0;
	char *v = bpf_map_lookup_elem(&m, &z);
	unsigned int i = bpf_get_prandom_u32();

	if (!v)
		return 0;
	asm volatile("%0 &= %1" : "+r"(i) : "i"(sizeof(char[256]) - 1));
	return v[i];
}

SEC("tc")
int read(struct __sk_buff *skb)
{
	__u32 len;
	asm volatile("%[len] = *(u32 *)(%[skb] + %[off])" : [len] "=r"(len) : [skb] "r"(skb), [off] "i"(offsetof(struct __sk_buff, len)));
	return len > 100;
}

SEC("tc")
int data(struct __sk_buff *skb)
{
	void *data, *end;
	asm volatile("%[d] = *(u32 *)(%[skb] + %[off])" : [d] "=r"(data) : [skb] "r"(skb), [off] "i"(offsetof(struct __sk_buff, data)));
	asm volatile("%[d] = *(u32 *)(%[skb] + %[off])" : [d] "=r"(end) : [skb] "r"(skb), [off] "i"(offsetof(struct __sk_buff, data_end)));
	if (data + 14 > end)
		return 0;
	return ((struct ethhdr *)data)->h_proto == 8;
}

SEC("tc")
int copy(struct __sk_buff *skb)
{
	char *r = bpf_ringbuf_reserve(&rb, 8, 0), *p;

	if (!r)
		return 0;
	asm volatile("%[p] = %[r];" : [p] "=&r"(p): [r] "r"(r));
	*p = 1;
	bpf_ringbuf_submit(p, 0);
	return 0;
}

SEC("tc")
int sign_lost(struct __sk_buff *skb)
{
	__u32 z = 0;
	char *v = bpf_map_lookup_elem(&m, &z);
	long i = bpf_get_prandom_u32();

	if (!v)
		return 0;
	asm volatile("%0 <<= 56; %0 >>= 56" : "+r"(i));
	return v[i];
}

SEC("tc")
int negative(struct __sk_buff *skb)
{
	__u32 z = 0;
	char *v = bpf_map_lookup_elem(&m, &z), *p;

	if (!v)
		return 0;
	asm volatile("r3 = %[v]; r3 += 16; r3 += -8; %[p] = r3" : [p] "=r"(p) : [v] "r"(v) : "r3");
	return p[-8] + p[247];
}

char _license[] SEC("license") = "GPL";
