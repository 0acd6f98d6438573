#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

extern struct bpf_crypto_ctx *bpf_crypto_ctx_create(const struct bpf_crypto_params *params, u32 params__sz, int *err) __ksym;
extern void bpf_crypto_ctx_release(struct bpf_crypto_ctx *ctx) __ksym;
extern u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

struct value {
	u64 words[130];
	int error;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct value);
} values SEC(".maps");

SEC("syscall")
int large_enough(void *ctx)
{
	struct bpf_crypto_params params = {};
	struct bpf_crypto_ctx *crypto;
	u32 key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key);

	if (!value)
		return 0;
	crypto = bpf_crypto_ctx_create(&params, sizeof(params), &value->error);
	if (crypto)
		bpf_crypto_ctx_release(crypto);
	return bpf_cpumask_weight((struct cpumask *)value->words);
}

SEC("syscall")
int part_of_a_value(void *ctx)
{
	u32 key = 0;
	u32 *half = bpf_map_lookup_elem(&values, &key);

	return half ? half[1] + half[259] : 0;
}
