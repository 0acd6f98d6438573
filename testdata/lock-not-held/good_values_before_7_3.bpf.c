// bpflint: kernel=7.2
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct entry {
	struct bpf_spin_lock lock;
	long count;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, int);
	__type(value, struct entry);
} entries SEC(".maps");

struct pair {
	struct entry *outer;
};

static long unlock_the_outer(struct bpf_map *map, int *key, struct entry *inner, struct pair *pair)
{
	bpf_spin_lock(&inner->lock);
	bpf_spin_unlock(&pair->outer->lock); // silent: 6.2 to 7.2 take them for one value
	return 0;
}

static long each(struct bpf_map *map, int *key, struct entry *outer, void *data)
{
	struct pair pair = {outer};

	bpf_for_each_map_elem(&entries, unlock_the_outer, &pair, 0);
	return 0;
}

SEC("tc")
int values_of_one_map(struct __sk_buff *skb)
{
	bpf_for_each_map_elem(&entries, each, NULL, 0);
	return 0;
}

char _license[] SEC("license") = "GPL";
