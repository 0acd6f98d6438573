// bpflint: kernel=6.18
// What the kernel makes nothing of is plain memory to libbpf, which maps it.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define contains(kind, field) __attribute__((btf_decl_tag("contains:" #kind ":" #field)))
#define in(name) SEC(".data." #name) __attribute__((aligned(8)))

struct leaf {
	long key;
	struct bpf_rb_node node;
};

struct twig {
	long key;
	struct bpf_rb_node node;
};

in(alone) struct bpf_rb_root tree contains(leaf, node); // silent: it lacks a lock
in(unknown) struct bpf_spin_lock lock;	 // silent: compilers do not say what a twig is where none is made
in(unknown) struct bpf_rb_root twigs contains(twig, node);
in(two) struct bpf_spin_lock first;			// silent: a section has one lock at most
in(two) struct bpf_spin_lock second;
in(node) struct leaf leaf; // silent: nodes are looked for in other places

SEC("tc")
int counts(struct __sk_buff *skb)
{
	leaf.key++;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
