/* A tail call in assembly, as older headers of libbpf and others' make it. */
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 2);
	__uint(key_size, sizeof(u32));
	__uint(value_size, sizeof(u32));
} programs SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

static __always_inline void jump_to(void *ctx, const void *map, const u32 slot)
{
	if (!__builtin_constant_p(slot))
		return;
	asm volatile("r1 = %[ctx]; r2 = %[map]; r3 = %[slot]; call 12" // expect: KF403
		     :: [ctx]"r"(ctx), [map]"r"(map), [slot]"i"(slot)
		     : "r0", "r1", "r2", "r3", "r4", "r5");
}

SEC("tc")
int still_reserved(struct __sk_buff *skb)
{
	u64 *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event)
		return 0;
	jump_to(skb, &programs, 1);
	bpf_ringbuf_discard(event, 0);
	return 0;
}
