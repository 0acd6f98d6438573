#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

struct value {
	struct bpf_timer timer;
	u64 count;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, u32);
	__type(value, struct value);
} counts SEC(".maps");

static long next_key(struct bpf_map *map, u32 *key, struct value *value, void *ctx)
{
	*key += 1; // expect: KF417
	return 0;
}

static int expired(void *map, u32 *key, struct value *value)
{
	*key = 0; // expect: KF417
	return 0;
}

SEC("tc")
int key_of_each(struct __sk_buff *skb)
{
	bpf_for_each_map_elem(&counts, next_key, NULL, 0);
	return 0;
}

SEC("tc")
int key_of_a_timer(struct __sk_buff *skb)
{
	u32 key = 1;
	struct value *value = bpf_map_lookup_elem(&counts, &key);

	if (!value || bpf_timer_init(&value->timer, &counts, 1))
		return 0;
	bpf_timer_set_callback(&value->timer, expired);
	return 0;
}

SEC("iter/bpf_map_elem")
int key_of_an_iterator(struct bpf_iter__bpf_map_elem *ctx)
{
	u32 *key = ctx->key;

	if (key)
		*key = 1; // expect: KF417
	return 0;
}
