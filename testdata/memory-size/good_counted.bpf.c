#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct words {
	u64 word[4];
	char text[64];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct words);
} words SEC(".maps");

SEC("tc")
int last_round(struct __sk_buff *skb)
{
	struct words *words_of = bpf_map_lookup_elem(&words, &(u32){ 0 });
	int number = 0, rest = skb->mark;

	if (!words_of || rest < 0)
		return 0;
	for (int i = 0; i < 4; i++) {
		number = i;
		if (rest < 64)
			break;
		rest -= 64;
	}
	if (rest >= 64)
		return 0;
	words_of->word[number] |= 1ULL << rest; // silent: no round counts further than 3
	return 0;
}
