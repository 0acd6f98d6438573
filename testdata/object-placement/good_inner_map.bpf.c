#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct buffer {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
};

struct { // silent: most types may be inner maps
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, int);
	__array(values, struct buffer);
} outer SEC(".maps");

SEC("tc")
int send(struct __sk_buff *skb)
{
	int key = 0, word = 1;
	void *map = bpf_map_lookup_elem(&outer, &key);
	if (map)
		bpf_ringbuf_output(map, &word, sizeof(word), 0);
	return 0;
}

char _license[] SEC("license") = "GPL";
