// bpflint: kernel=6.18
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

extern int bpf_wq_init(struct bpf_wq *wq, void *p__map, unsigned int flags) __ksym;
extern int bpf_wq_start(struct bpf_wq *wq, unsigned int flags) __ksym;
extern int bpf_wq_set_callback_impl(struct bpf_wq *wq, int (*callback_fn)(void *map, int *key, void *value),
				    unsigned int flags, void *aux__prog) __ksym;

struct value {
	struct bpf_timer timer;
	struct bpf_wq work;
	u64 count;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct value);
} values SEC(".maps");

u64 most;

static long count_of_a_value(void *map, u32 *key, struct value *value, void *ctx)
{
	return value->count > most;
}

static long index_of_a_round(u32 index, void *ctx)
{
	if (index > most)
		return 1;
	return 0;
}

static int run_again(void *map, u32 *key, struct value *value)
{
	return 0;
}

static int result_of_a_call(void *map, int *key, void *value)
{
	bpf_get_prandom_u32();
	return 0;
}

SEC("tc")
int each_value(struct __sk_buff *skb)
{
	return bpf_for_each_map_elem(&values, count_of_a_value, NULL, 0) > 0;
}

struct progress {
	u32 done;
	u32 stop;
};

static long stops_itself(u32 index, struct progress *progress)
{
	progress->done++;
	if (progress->done > 20)
		progress->stop = 1;
	return progress->stop != 0;
}

SEC("tc")
int many_rounds(struct __sk_buff *skb)
{
	struct progress progress = {};

	return bpf_loop(100, stops_itself, &progress, 0) > 0;
}

SEC("tc")
int each_round(struct __sk_buff *skb)
{
	return bpf_loop(10, index_of_a_round, NULL, 0) > 0;
}

SEC("tc")
int timer(struct __sk_buff *skb)
{
	u32 key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key);

	if (!value)
		return 0;
	bpf_timer_init(&value->timer, &values, 1);
	bpf_timer_set_callback(&value->timer, run_again);
	return bpf_timer_start(&value->timer, 1000, 0) != 0;
}

SEC("tc")
int work(struct __sk_buff *skb)
{
	u32 key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key);

	if (!value)
		return 0;
	if (bpf_wq_init(&value->work, &values, 0) || bpf_wq_set_callback_impl(&value->work, result_of_a_call, 0, NULL)) // expect: KF305
		return 0;
	return bpf_wq_start(&value->work, 0) != 0;
}
