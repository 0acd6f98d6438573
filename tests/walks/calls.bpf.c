// Calls: static, global and recursive functions, pointers to functions, callbacks, tail calls, exceptions.
#include "common.h"

extern void bpf_throw(u64 cookie) __ksym;
extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

struct value {
	struct bpf_timer timer;
	int count;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, struct value);
} values SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u32);
} programs SEC(".maps");

static int twice(int x)
{
	return x * 2;
}

static void set(int *p, int x)
{
	*p = x;
}

static int larger(int a, int b)
{
	if (a > b)
		return a;
	return b;
}

static __attribute__((noinline)) int reads(struct value *v)
{
	return v ? v->count : -1;
}

__attribute__((noinline)) int global_sum(int a, int b)
{
	return a + b + ANY;
}

__attribute__((noinline)) int global_pointer(struct value *v)
{
	if (!v)
		return ANY;
	return v->count;
}

static int factorial(int n)
{
	return n < 2 ? 1 : n * factorial(n - 1);
}

static int large(int n)
{
	for (int i = 0; i < 3; i++)
		switch (n) {
		case 1: n = 2; break;
		case 3: n = 4; break;
		case 5: n = 6; break;
		case 7: n = 8; break;
		default: n++;
		}
	return n > 3 ? n : n < 2 ? 5 : n;
}

PROGRAM(static_functions)
{
	int x;

	set(&x, 8);
	x = twice(x) + twice(ANY & 3);
	x = larger(x, 9);
	return larger(ANY & 7, 3);
}

PROGRAM(passed_structs)
{
	struct value v = { .count = 5 };

	return reads(&v) + reads(0) + ANY;
}

PROGRAM(global_functions)
{
	struct value v = { .count = 5 };
	int x = global_sum(1, 2);

	v.count = 6;
	x += global_pointer(&v);
	return x + v.count;
}

PROGRAM(not_followed)
{
	return factorial(3) + large(2) + ANY;
}

PROGRAM(by_pointer)
{
	int (*f)(int) = twice;
	int x = f(4);

	if (ANY)
		f = factorial;
	return x + f(1);
}

static int add_one(u32 index, int *sum)
{
	*sum += index;
	return *sum > 3;
}

static long for_each(void *map, u32 *key, struct value *v, int *sum)
{
	*sum += v->count + *key;
	return 0;
}

static int later(void *map, u32 *key, struct value *v)
{
	v->count = ANY;
	return 0;
}

static long found(struct task_struct *task, struct vm_area_struct *vma, int *seen)
{
	*seen = 1;
	return 0;
}

PROGRAM(callbacks)
{
	int sum = 2;

	bpf_loop(4, add_one, &sum, 0);
	sum = 1;
	bpf_for_each_map_elem(&values, for_each, &sum, 0);
	bpf_find_vma(bpf_get_current_task_btf(), 0, found, &sum, 0);
	return sum + ANY;
}

PROGRAM(timer_callback)
{
	u32 key = 0;
	struct value *v = bpf_map_lookup_elem(&values, &key);

	if (!v)
		return 0;
	bpf_timer_init(&v->timer, &values, 1);
	bpf_timer_set_callback(&v->timer, later);
	return bpf_timer_start(&v->timer, 5, 0);
}

SEC("tc") int tail_calls(struct __sk_buff *skb)
{
	struct task_struct *task = bpf_task_from_pid(1);

	bpf_tail_call(skb, &programs, 0);
	if (task)
		bpf_task_release(task);
	return 0;
}

SEC("tc") int throws(struct __sk_buff *skb)
{
	int x = ANY;

	if (x > 3)
		bpf_throw(x);
	return x;
}

static __attribute__((noinline)) int throwing(int x)
{
	if (x)
		bpf_throw(0);
	return 2;
}

SEC("tc") int throws_below(struct __sk_buff *skb)
{
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	throwing(task->pid);
	bpf_task_release(task);
	return 1;
}

char _license[] SEC("license") = "GPL";
