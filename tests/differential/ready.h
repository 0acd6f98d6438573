// What every program finds ready: maps, locks, lists and trees, and the names of the selftests' macros.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

#define CLOCK_MONOTONIC 1

#define __private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
#define __contains(kind, field) __attribute__((btf_decl_tag("contains:" #kind ":" #field)))
#define obj_new(type) ((type *)bpf_obj_new_impl(bpf_core_type_id_local(type), NULL))
#define obj_drop(object) bpf_obj_drop_impl(object, NULL)
#define refcount_acquire(object) bpf_refcount_acquire_impl(object, NULL)
#define push_front(head, node) bpf_list_push_front_impl(head, node, NULL, 0)
#define push_back(head, node) bpf_list_push_back_impl(head, node, NULL, 0)
#define tree_add(root, node, less) bpf_rbtree_add_impl(root, node, less, NULL, 0)

enum mode { MODE_OFF, MODE_ONE, MODE_TWO };

struct limits {
	bool on;
	int kind;
	enum mode mode;
};

struct item {
	struct bpf_list_node list;
	struct bpf_rb_node tree;
	struct bpf_refcount refs;
	u64 key;
};

struct plain {
	u64 key;
	u64 value;
};

struct kept {
	struct task_struct __kptr *task;
	struct cgroup __kptr *cgroup;
	struct bpf_cpumask __kptr *mask;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, struct kept);
} kept SEC(".maps");

struct locked {
	struct bpf_spin_lock lock;
	u64 count;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, struct locked);
} locked SEC(".maps");

struct works {
	struct bpf_wq work;
	u64 count;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, struct works);
} works SEC(".maps");

struct timers {
	struct bpf_timer timer;
	u64 count;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, struct timers);
} timers SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring SEC(".maps");

__private(A) struct bpf_spin_lock lock;
__private(A) struct bpf_list_head items __contains(item, list);
__private(B) struct bpf_spin_lock tree_lock;
__private(B) struct bpf_rb_root tree __contains(item, tree);
__private(C) struct bpf_res_spin_lock res_lock;

char buffer[64];
u64 total;
u64 words[2];

static bool item_less(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
	return container_of(a, struct item, tree)->key < container_of(b, struct item, tree)->key;
}

// In the BTF of every object, so that it tells the kernel what the values of the maps point to.
static __attribute__((used)) u64 whole_types(struct task_struct *task, struct cgroup *cgroup, struct bpf_cpumask *mask,
					     struct item *item)
{
	return task->pid + cgroup->level + mask->usage.refs.counter + item->key;
}

static int work_done(void *map, int *key, void *value)
{
	return 0;
}

static int timer_done(void *map, u32 *key, struct timers *value)
{
	return 0;
}

static __noinline enum mode classify(u32 n)
{
	return n > 100 ? MODE_TWO : n > 10 ? MODE_ONE : MODE_OFF;
}

char _license[] SEC("license") = "GPL";
