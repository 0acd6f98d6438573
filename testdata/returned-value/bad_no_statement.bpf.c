// bpflint: kernel=6.18
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

unsigned long seen;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

/* What a helper left in the register may be any number. */
SEC("cgroup/sock_create")
int leaves_a_time(struct bpf_sock *sk) // expect: BP512 warning
{
	seen = bpf_ktime_get_ns();
}

static long adds_up(void *map, __u32 *key, __u64 *value, void *context) // expect: BP512 warning
{
	seen += *value;
	bpf_map_delete_elem(map, key);
}

SEC("tc")
int adds_all_up(struct __sk_buff *skb)
{
	bpf_for_each_map_elem(&counts, adds_up, NULL, 0);
	return 0;
}

static int counts_a_round(__u32 index, void *context) // expect: BP512 warning
{
	seen += index;
}

SEC("tc")
int counts_rounds(struct __sk_buff *skb)
{
	bpf_loop(8, counts_a_round, NULL, 0);
	return 0;
}

char _license[] SEC("license") = "GPL";
