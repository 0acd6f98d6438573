// Kfuncs that no facts know, pointers of which nothing is known, and calls that lack arguments.
#include "common.h"

struct thing {
	int id;
	struct thing *next;
};

extern struct thing *bpf_thing_find(int id) __ksym;
extern struct thing *bpf_thing_acquire(struct thing *t) __ksym;
extern void bpf_thing_release(struct thing *t) __ksym;
extern int bpf_dynptr_from_thing(struct thing *t, u64 flags, struct bpf_dynptr *p) __ksym;
extern int bpf_iter_thing_new(struct bpf_iter_num *it, int end) __ksym;
extern int *bpf_iter_thing_next(struct bpf_iter_num *it) __ksym;
extern void bpf_iter_thing_destroy(struct bpf_iter_num *it) __ksym;
extern int bpf_thing_fill(void *buffer, u32 buffer__sz) __ksym;
extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;
extern void bpf_obj_drop_impl(void *p__alloc, void *meta__ign) __ksym;

struct keeper {
	struct task_struct *task;
	struct bpf_spin_lock lock;
	void *anything;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, struct keeper);
} kept SEC(".maps");

PROGRAM(things)
{
	struct thing *t = bpf_thing_find(ANY), *other = bpf_thing_acquire(t);
	char text[8] = {};
	int n = bpf_thing_fill(text, sizeof(text));

	if (t && t->next)
		n += t->next->id;
	bpf_thing_release(other);
	return n + text[0] + other->id;
}

PROGRAM(thing_dynptr)
{
	struct bpf_dynptr ptr;
	u8 *data;

	bpf_dynptr_from_thing(0, 0, &ptr);
	data = bpf_dynptr_data(&ptr, 0, 4);
	return data ? data[3] : ANY;
}

PROGRAM(thing_iterator)
{
	struct bpf_iter_num it;
	int sum = 0, *i;

	bpf_iter_thing_new(&it, 3);
	while ((i = bpf_iter_thing_next(&it)))
		sum += *i;
	bpf_iter_thing_destroy(&it);
	return sum + ANY;
}

PROGRAM(hands_on)
{
	struct task_struct *task = bpf_task_from_pid(1);
	u32 key = 0;

	if (!task)
		return 0;
	bpf_thing_find((long)task);
	bpf_thing_release((void *)task);
	bpf_task_release(task);
	return 1;
}

PROGRAM(releases_anything)
{
	struct task_struct *task = bpf_task_from_pid(1);
	void *p = (void *)(long)ANY;
	u32 key = 0;
	struct keeper *k = bpf_map_lookup_elem(&kept, &key);

	if (!task)
		return 0;
	if (k) {
		bpf_task_release(k->task);
		bpf_spin_lock(k->anything);
		bpf_spin_unlock(k->anything);
	}
	bpf_task_release(p);
	return 1;
}

PROGRAM(numbers_as_addresses)
{
	struct thing *t = (void *)(u64)ANY;
	int x = 3;

	__builtin_memset(t, 0, sizeof(*t));
	t->id = 4;
	*(u64 *)t = 5;
	__builtin_memcpy(&x, t, sizeof(x));
	return t->id + x;
}

PROGRAM(too_few)
{
	long (*read)(void *) = (void *)113;
	long (*stack)(void *) = (void *)67;
	void *(*lookup)(void *) = (void *)1;
	u32 *v = lookup(&kept);

	return read(ctx) + stack(ctx) + (v ? *v : ANY);
}

char _license[] SEC("license") = "GPL";
