/* How programs defined maps before BTF, in SEC("maps"): libbpf had this type up to 0.8. */
#ifndef __BPF_MAP_DEF__
#define __BPF_MAP_DEF__

struct bpf_map_def {
	unsigned int type;
	unsigned int key_size;
	unsigned int value_size;
	unsigned int max_entries;
	unsigned int map_flags;
};

#endif
