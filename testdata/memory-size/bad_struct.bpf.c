/* Memory that stands for a struct, a number or a place on the stack has to be as large. */
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

extern struct bpf_crypto_ctx *bpf_crypto_ctx_create(const struct bpf_crypto_params *params, u32 params__sz, int *err) __ksym;
extern void bpf_crypto_ctx_release(struct bpf_crypto_ctx *ctx) __ksym;
extern u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;
extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u32);
} numbers SEC(".maps");

struct record {
	u64 first;
	u64 second;
};

SEC("syscall")
int too_small_for_a_struct(void *ctx)
{
	u32 key = 0;
	u32 *number = bpf_map_lookup_elem(&numbers, &key);

	if (!number)
		return 0;
	return bpf_cpumask_weight((struct cpumask *)number); // expect: KF413
}

SEC("syscall")
int half_of_a_number(void *ctx)
{
	struct bpf_crypto_params params = {};
	struct bpf_crypto_ctx *crypto;
	u32 key = 0;
	char *bytes = bpf_map_lookup_elem(&numbers, &key);

	if (!bytes)
		return 0;
	crypto = bpf_crypto_ctx_create(&params, sizeof(params), (int *)(bytes + 2)); // expect: KF413
	if (crypto)
		bpf_crypto_ctx_release(crypto);
	return 0;
}

SEC("syscall")
int too_small_for_an_iterator(void *ctx)
{
	int place[1];

	bpf_iter_num_new((struct bpf_iter_num *)place, 0, 3); // expect: KF413
	bpf_iter_num_destroy((struct bpf_iter_num *)place);
	return 0;
}

SEC("syscall")
int value_of_another_type(void *ctx)
{
	u32 key = 0;
	struct record *record = bpf_map_lookup_elem(&numbers, &key);

	if (!record)
		return 0;
	record->second = 1; // expect: KF413
	return 0;
}

SEC("syscall")
int next_value(void *ctx)
{
	u32 key = 0;
	u32 *number = bpf_map_lookup_elem(&numbers, &key);

	return number ? number[1] : 0; // expect: KF413
}

SEC("syscall")
int copied_over_the_end(void *ctx)
{
	struct record record = {1, 2};
	u32 key = 0;
	u32 *number = bpf_map_lookup_elem(&numbers, &key);

	if (number)
		__builtin_memcpy(number, &record, sizeof(record)); // expect: KF413
	return 0;
}
