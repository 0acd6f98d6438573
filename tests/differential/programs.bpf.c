// Sixty programs around kfuncs, made and broken at random; programs.verdict is what a kernel said of them.
#include "ready.h"

const struct limits cfg_0 = {.on = true, .kind = 3};
SEC("tp_btf/task_newtask")
int BPF_PROG(p_0, struct task_struct *task, u64 flags)
{
	u32 n = flags;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct task_struct *task1 = 0;
	struct cgroup *above2 = 0; struct cgroup *above2_of = 0;

	if (high) {
		task1 = bpf_task_acquire(bpf_get_current_task_btf());
	}
	if ((high) && task1) {
		sum += task1->tgid;
	}
	if (!(high)) {
		above2_of = bpf_cgroup_from_id(1);
		above2 = above2_of ? bpf_cgroup_ancestor(above2_of, 1) : 0;
	}
	sum ^= bpf_ktime_get_ns();
	if ((high) && above2) {
		bpf_cgroup_release(above2);
		bpf_cgroup_release(above2_of);
	}
	if (!((high) && task1)) {
		bpf_task_release(task1);
	}
	bpf_map_lookup_elem(&locked, &(u32){0});
	total = sum + i + high + mode + m;
	return 0;
}

const volatile struct limits cfg_1 = {.kind = 2};
static __noinline int sub_1_5(u32 given)
{
	u32 n = given;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	u32 value6_key = 0; struct locked *value6 = 0;
	struct item *listed7 = 0;

	value6 = bpf_map_lookup_elem(&locked, &value6_key);
	if (value6) bpf_spin_lock(&value6->lock);
	if (!(value6)) {
		return 0;
	}
	value6->count++;
	sum += value6->count;
	sum += n;
	sum ^= bpf_ktime_get_ns();
	bpf_spin_unlock(&value6->lock);
	listed7 = obj_new(struct item);
	if (!(listed7)) {
		return 0;
	}
	listed7->key = n;
	bpf_spin_lock(&lock);
	push_back(&items, &listed7->list);
	listed7->key = 1;
	bpf_spin_unlock(&lock);
	total = sum + i + high + mode + m;
	return 0;
}

SEC("tc")
int p_1(struct __sk_buff *ctx)
{
	u32 n = ctx->len;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct item *popped2 = 0; struct bpf_list_node *popped2_node = 0;
	unsigned long irq3;
	unsigned long irq4;
	unsigned long irq8;
	unsigned long irq9;
	u32 work10_key = 0; struct works *work10 = 0;

	if (mode != MODE_TWO) {
		bpf_spin_lock(&lock);
	}
	if (mode != MODE_TWO) {
		bpf_spin_lock(&lock);
		popped2_node = bpf_list_pop_front(&items);
		bpf_spin_unlock(&lock);
		popped2 = popped2_node ? container_of(popped2_node, struct item, list) : 0;
	}
	bpf_local_irq_save(&irq3);
	sum += 3;
	sum += bpf_get_smp_processor_id();
	sum ^= bpf_ktime_get_ns();
	bpf_local_irq_restore(&irq3);
	if ((mode != MODE_TWO) && popped2) {
		obj_drop(popped2);
	}
	if (mode != MODE_TWO) {
		bpf_spin_unlock(&lock);
	}
	bpf_local_irq_save(&irq4);
	sub_1_5(n);
	bpf_local_irq_restore(&irq4);
	bpf_local_irq_save(&irq8);
	sum += 3;
	if (cfg_1.kind == 2) {
		bpf_local_irq_save(&irq9);
		work10 = bpf_map_lookup_elem(&works, &work10_key);
		if (!(work10)) {
			bpf_local_irq_restore(&irq9);
			return 0;
		}
		sum += 3;
		bpf_wq_set_callback_impl(&work10->work, work_done, 0, NULL);
		work10->count++;
		bpf_wq_start(&work10->work, 0);
		bpf_local_irq_restore(&irq9);
	}
	bpf_local_irq_restore(&irq8);
	total = sum + i + high + mode + m;
	return 0;
}

const volatile struct limits cfg_2 = {.kind = 2};
SEC("tp_btf/task_newtask")
int BPF_PROG(p_2, struct task_struct *task, u64 flags)
{
	u32 n = flags;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct bpf_iter_task tasks1; struct task_struct *tasks1_at = 0;
	struct bpf_iter_css css2; struct cgroup_subsys_state *css2_at = 0; struct cgroup *css2_of = 0;
	int res4 = -1;

	if ((n & 3) == 1) {
		bpf_rcu_read_lock();
		bpf_iter_task_new(&tasks1, 0, BPF_TASK_ITER_ALL_PROCS);
	}
	bpf_probe_read_kernel(buffer, 8, &total);
	if ((n & 3) == 1) {
		bpf_iter_task_destroy(&tasks1);
		bpf_rcu_read_unlock();
	}
	bpf_rcu_read_lock();
	css2_of = bpf_cgroup_from_id(1);
	if (css2_of) bpf_iter_css_new(&css2, &css2_of->self, BPF_CGROUP_ITER_DESCENDANTS_PRE);
	if (!(css2_of)) {
		bpf_rcu_read_unlock();
		return 0;
	}
	bpf_rcu_read_lock();
	res4 = bpf_res_spin_lock(&res_lock);
	if (!(!res4)) {
		bpf_rcu_read_unlock();
		return 0;
	}
	sum += 1;
	sum += 5;
	bpf_rcu_read_unlock();
	bpf_res_spin_unlock(&res_lock);
	bpf_iter_css_destroy(&css2);
	bpf_cgroup_release(css2_of);
	bpf_rcu_read_unlock();
	total = sum + i + high + mode + m;
	return 0;
}

SEC("tc")
int p_3(struct __sk_buff *ctx)
{
	u32 n = ctx->len;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct item *popped1 = 0; struct bpf_list_node *popped1_node = 0;
	int res2 = -1;
	struct task_struct *task3 = 0;
	struct item *listed4 = 0;
	struct item *listed5 = 0;

	bpf_spin_lock(&lock);
	popped1_node = bpf_list_pop_front(&items);
	bpf_spin_unlock(&lock);
	popped1 = popped1_node ? container_of(popped1_node, struct item, list) : 0;
	if (popped1) {
		popped1->key = n;
		if (mode != MODE_TWO) {
			res2 = bpf_res_spin_lock(&res_lock);
		}
		if ((mode != MODE_TWO) && !res2) {
			sum += 5;
		}
		bpf_map_lookup_elem(&locked, &(u32){0});
		if ((mode != MODE_TWO) && !res2) {
			bpf_res_spin_unlock(&res_lock);
		}
		if (mode != MODE_TWO) {
			task3 = bpf_task_from_pid(n);
		}
		sum += n;
		if (task3) {
			bpf_task_release(task3);
		}
		obj_drop(popped1);
	}
	bpf_repeat(3) {
		listed4 = obj_new(struct item);
		if (!(listed4)) {
			return 0;
		}
		listed4->key = n;
		sum += listed4->key;
		listed5 = obj_new(struct item);
		if (listed5) {
			sum += listed5->key;
			listed5->key = n;
			sum += bpf_get_smp_processor_id();
			bpf_spin_lock(&tree_lock);
			tree_add(&tree, &listed5->tree, item_less);
			bpf_spin_unlock(&tree_lock);
		}
		if (mode != MODE_TWO) {
			sum ^= bpf_ktime_get_ns();
		} else {
			sum += bpf_get_smp_processor_id();
		}
		bpf_spin_lock(&tree_lock);
		tree_add(&tree, &listed4->tree, item_less);
		bpf_spin_unlock(&tree_lock);
	}
	total = sum + i + high + mode + m;
	return 0;
}

static __noinline int sub_4_3(u32 given)
{
	u32 n = given;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct bpf_iter_bits bits4; int *bits4_at = 0;

	bpf_iter_bits_new(&bits4, words, 2);
	while ((bits4_at = bpf_iter_bits_next(&bits4))) sum += *bits4_at;
	bpf_iter_bits_next(&bits4);
	sum ^= bpf_ktime_get_ns();
	bpf_iter_bits_destroy(&bits4);
	total = sum + i + high + mode + m;
	return 0;
}

SEC("tc")
int p_4(struct __sk_buff *ctx)
{
	u32 n = ctx->len;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct task_struct *task1 = 0;
	struct cgroup *above2 = 0; struct cgroup *above2_of = 0;
	struct cgroup *above5 = 0; struct cgroup *above5_of = 0;
	struct item *removed6 = 0; struct bpf_rb_node *removed6_node = 0;

	total += m;
	task1 = bpf_task_from_pid(n);
	if (task1) {
		sum += task1->pid;
		bpf_task_release(task1);
	}
	above2_of = bpf_cgroup_from_id(1);
	above2 = above2_of ? bpf_cgroup_ancestor(above2_of, 1) : 0;
	if (!(above2)) {
		sub_4_3(n);
		above5_of = bpf_cgroup_from_id(1);
		above5 = above5_of ? bpf_cgroup_ancestor(above5_of, 1) : 0;
		if (!(above5)) {
			if (above5_of) bpf_cgroup_release(above5_of);
			return 0;
		}
		bpf_spin_lock(&tree_lock);
		removed6_node = bpf_rbtree_first(&tree);
		if (removed6_node) removed6_node = bpf_rbtree_remove(&tree, removed6_node);
		bpf_spin_unlock(&tree_lock);
		removed6 = removed6_node ? container_of(removed6_node, struct item, tree) : 0;
		if (!(removed6)) {
			bpf_cgroup_release(above5);
			bpf_cgroup_release(above5_of);
			return 0;
		}
		sum += removed6->key;
		sum += above5->kn->id;
		obj_drop(removed6);
		bpf_cgroup_release(above5);
		bpf_cgroup_release(above5_of);
		bpf_cgroup_release(above2);
		bpf_cgroup_release(above2_of);
	} else {
		if (above2_of) bpf_cgroup_release(above2_of);
	}
	total = sum + i + high + mode + m;
	return 0;
}

static __noinline int sub_5_2(struct task_struct *task)
{
	struct task_struct *mine = bpf_task_acquire(task);

	if (!mine)
		return 0;
	total += mine->pid;
	bpf_task_release(mine);
	return 1;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(p_5, struct task_struct *task, u64 flags)
{
	u32 n = flags;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct task_struct *task1 = 0;
	struct bpf_dynptr sample3 = {}; char *sample3_part = 0; u64 *sample3_word = 0;
	struct bpf_dynptr memory4 = {}; char *memory4_part = 0; u64 *memory4_word = 0;
	struct bpf_dynptr clone5 = {}; char *clone5_part = 0; u64 *clone5_word = 0; struct bpf_dynptr clone5_of = {};
	struct cgroup *cgroup6 = 0;

	task1 = bpf_task_from_pid(n);
	if (task1) {
		sum += sub_5_2(task);
		bpf_ringbuf_reserve_dynptr(&ring, 16, 0, &sample3);
		if (!(n == m)) {
			sum += n;
		}
		bpf_ringbuf_submit_dynptr(&sample3, 0);
		bpf_task_release(task1);
	}
	bpf_dynptr_from_mem(buffer, sizeof(buffer), 0, &memory4);
	bpf_dynptr_from_mem(buffer, sizeof(buffer), 0, &clone5_of);
	bpf_dynptr_clone(&clone5_of, &clone5);
	if (clone5_word) sum += *clone5_word;
	clone5_word = bpf_dynptr_data(&clone5, 0, 8);
	sum += 1;
	sum += 1;
	cgroup6 = bpf_cgroup_from_id(n);
	if (!(cgroup6)) {
		return 0;
	}
	sum += cgroup6->level;
	bpf_cgroup_release(cgroup6);
	total = sum + i + high + mode + m;
	return 0;
}

const volatile bool cfg_6[2];
SEC("tp_btf/task_newtask")
int BPF_PROG(p_6, struct task_struct *task, u64 flags)
{
	u32 n = flags;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;

	bpf_rcu_read_lock();
	sum += 1;
	bpf_rcu_read_unlock();
	total = sum + i + high + mode + m;
	return 0;
}

const volatile struct limits cfg_7;
SEC("tc")
int p_7(struct __sk_buff *ctx)
{
	u32 n = ctx->len;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct bpf_dynptr packet1 = {}; char *packet1_part = 0; u64 *packet1_word = 0;

	bpf_dynptr_from_skb((void *)ctx, 0, &packet1);
	sum += 1;
	sum += 1;
	total = sum + i + high + mode + m;
	return 0;
}

const struct limits cfg_8 = {.on = true, .kind = 3};
static int callback_8_12(u32 index, u64 *context)
{
	u32 n = index;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;

	sum += bpf_get_smp_processor_id();
	total = sum + i + high + mode + m;
	return 0;
}

SEC("syscall")
int p_8(void *ctx)
{
	u32 n = bpf_get_prandom_u32();
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct bpf_iter_num numbers1; int *numbers1_at = 0;
	struct bpf_iter_bits bits2; int *bits2_at = 0;
	struct task_struct *section3 = 0;
	struct bpf_iter_bits bits4; int *bits4_at = 0;
	struct bpf_iter_bits bits5; int *bits5_at = 0;
	struct task_struct *section6 = 0;
	struct bpf_iter_num numbers7; int *numbers7_at = 0;
	struct task_struct *task8 = 0;
	struct bpf_iter_num numbers9; int *numbers9_at = 0;
	struct bpf_iter_bits bits10; int *bits10_at = 0;
	struct item *removed11 = 0; struct bpf_rb_node *removed11_node = 0;

	bpf_iter_num_new(&numbers1, 0, 4);
	numbers1_at = bpf_iter_num_next(&numbers1);
	if (numbers1_at) sum += *numbers1_at;
	bpf_iter_num_next(&numbers1);
	if (cfg_8.on) {
		bpf_iter_bits_new(&bits2, words, 2);
	}
	bpf_rcu_read_lock();
	section3 = bpf_get_current_task_btf()->real_parent;
	if (!(n > 10 && m > 10)) {
		bpf_rcu_read_unlock();
		return 0;
	}
	sum += section3->cgroups->dfl_cgrp->level;
	bpf_rcu_read_unlock();
	if (!(m >= 100)) {
		bpf_iter_bits_new(&bits4, words, 2);
	}
	if (!(m >= 100)) {
		while ((bits4_at = bpf_iter_bits_next(&bits4))) sum += *bits4_at;
	}
	sum ^= bpf_ktime_get_ns();
	if (!(m >= 100)) {
		bpf_iter_bits_destroy(&bits4);
	}
	if (cfg_8.on) {
		bpf_iter_bits_destroy(&bits2);
	}
	bpf_iter_bits_new(&bits5, words, 2);
	bpf_iter_bits_next(&bits5);
	while ((bits5_at = bpf_iter_bits_next(&bits5))) sum += *bits5_at;
	bpf_rcu_read_lock();
	section6 = bpf_get_current_task_btf()->real_parent;
	bpf_iter_num_new(&numbers7, 0, 4);
	bpf_iter_num_next(&numbers7);
	bpf_rcu_read_unlock();
	bpf_iter_num_destroy(&numbers7);
	task8 = bpf_task_acquire(bpf_get_current_task_btf());
	if (!(task8)) {
		return 0;
	}
	bpf_iter_num_new(&numbers9, 0, 4);
	numbers9_at = bpf_iter_num_next(&numbers9);
	if (numbers9_at) sum += *numbers9_at;
	sum += task8->pid;
	bpf_task_release(task8);
	bpf_iter_num_destroy(&numbers9);
	bpf_iter_bits_destroy(&bits5);
	bpf_iter_num_destroy(&numbers1);
	if (m >= 100) {
		bpf_iter_bits_new(&bits10, words, 2);
	}
	if (m >= 100) {
		bpf_iter_bits_next(&bits10);
	}
	removed11_node = bpf_rbtree_first(&tree);
	if (removed11_node) removed11_node = bpf_rbtree_remove(&tree, removed11_node);
	bpf_spin_unlock(&tree_lock);
	removed11 = removed11_node ? container_of(removed11_node, struct item, tree) : 0;
	if (removed11) {
		removed11->key = n;
		bpf_loop(n & 7, callback_8_12, &sum, 0);
		obj_drop(removed11);
	}
	if (m >= 100) {
		bpf_iter_bits_destroy(&bits10);
	}
	total = sum + i + high + mode + m;
	return 0;
}

static __always_inline int sub_9_1(u32 given)
{
	u32 n = given;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct bpf_iter_num numbers2; int *numbers2_at = 0;
	struct bpf_iter_num numbers3; int *numbers3_at = 0;

	bpf_iter_num_new(&numbers2, 0, 4);
	while ((numbers2_at = bpf_iter_num_next(&numbers2))) sum += *numbers2_at;
	bpf_iter_num_new(&numbers3, 0, 4);
	bpf_iter_num_destroy(&numbers3);
	numbers3_at = bpf_iter_num_next(&numbers3);
	if (numbers3_at) sum += *numbers3_at;
	bpf_iter_num_destroy(&numbers3);
	bpf_iter_num_destroy(&numbers2);
	total = sum + i + high + mode + m;
	return 0;
}

static int callback_9_7(u32 index, u64 *context)
{
	u32 n = index;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	unsigned long irq8;
	struct item *listed9 = 0;

	bpf_local_irq_save(&irq8);
	sum += 3;
	bpf_map_lookup_elem(&locked, &(u32){0});
	bpf_local_irq_restore(&irq8);
	listed9 = obj_new(struct item);
	if (!(listed9)) {
		return 0;
	}
	sum += listed9->key;
	sum ^= bpf_ktime_get_ns();
	bpf_spin_lock(&tree_lock);
	tree_add(&tree, &listed9->tree, item_less);
	bpf_spin_unlock(&tree_lock);
	total = sum + i + high + mode + m;
	return 0;
}

SEC("xdp")
int p_9(struct xdp_md *ctx)
{
	u32 n = ctx->ingress_ifindex;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	unsigned long irq6;

	sub_9_1(n);
	bpf_spin_lock(&lock);
	if (n == 2 || n == 3) {
		bpf_spin_unlock(&lock);
		return 0;
	}
	bpf_spin_unlock(&lock);
	bpf_spin_lock(&lock);
	sum += !bpf_list_front(&items);
	if (n == 2 || n == 3) {
		bpf_local_irq_save(&irq6);
	}
	if (n == 2 || n == 3) {
		sum += 3;
	}
	bpf_map_lookup_elem(&locked, &(u32){0});
	if (n == 2 || n == 3) {
		bpf_local_irq_restore(&irq6);
	}
	bpf_loop(n & 7, callback_9_7, &sum, 0);
	bpf_spin_unlock(&lock);
	total = sum + i + high + mode + m;
	return 0;
}

static __noinline int sub_10_1(u32 given)
{
	u32 n = given;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct bpf_iter_css css2; struct cgroup_subsys_state *css2_at = 0; struct cgroup *css2_of = 0;

	bpf_rcu_read_lock();
	css2_of = bpf_cgroup_from_id(1);
	if (css2_of) bpf_iter_css_new(&css2, &css2_of->self, BPF_CGROUP_ITER_DESCENDANTS_PRE);
	if (css2_of) {
		if (!((int)n < 0)) {
			bpf_iter_css_destroy(&css2);
			bpf_cgroup_release(css2_of);
			bpf_rcu_read_unlock();
			return 0;
		}
		while ((css2_at = bpf_iter_css_next(&css2))) sum += css2_at->id;
		bpf_iter_css_destroy(&css2);
		bpf_cgroup_release(css2_of);
		bpf_rcu_read_unlock();
	} else {
		bpf_rcu_read_unlock();
	}
	total = sum + i + high + mode + m;
	return 0;
}

SEC("raw_tp/sys_enter")
int p_10(struct bpf_raw_tracepoint_args *ctx)
{
	u32 n = ctx->args[1];
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;

	sub_10_1(n);
	total = sum + i + high + mode + m;
	return 0;
}

SEC("tc")
int p_11(struct __sk_buff *ctx)
{
	u32 n = ctx->len;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	u32 work1_key = 0; struct works *work1 = 0;
	u32 work2_key = 0; struct works *work2 = 0;
	unsigned long irq3;

	work1 = bpf_map_lookup_elem(&works, &work1_key);
	if (!(work1)) {
		return 0;
	}
	bpf_wq_start(&work1->work, 0);
	work2 = bpf_map_lookup_elem(&works, &work2_key);
	if (!(work2)) {
		return 0;
	}
	bpf_local_irq_save(&irq3);
	bpf_wq_set_callback_impl(&work2->work, work_done, 0, NULL);
	bpf_local_irq_restore(&irq3);
	bpf_wq_start(&work2->work, 0);
	total = sum + i + high + mode + m;
	return 0;
}

SEC("tc")
int p_12(struct __sk_buff *ctx)
{
	u32 n = ctx->mark;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct plain *record1 = 0;
	struct item *listed2 = 0;
	struct cgroup *cgroup3 = 0;
	struct plain *record4 = 0;

	record1 = bpf_ringbuf_reserve(&ring, sizeof(*record1), 0);
	if (!(record1)) {
		return 0;
	}
	listed2 = obj_new(struct item);
	if (!(listed2)) {
		bpf_ringbuf_submit(record1, 0);
		return 0;
	}
	listed2->key = n;
	bpf_ringbuf_submit(record1, 0);
	bpf_spin_lock(&tree_lock);
	tree_add(&tree, &listed2->tree, item_less);
	bpf_spin_unlock(&tree_lock);
	total += m;
	cgroup3 = bpf_cgroup_from_id(n);
	if (!(cgroup3)) {
		return 0;
	}
	record4 = bpf_ringbuf_reserve(&ring, sizeof(*record4), 0);
	if (!(record4)) {
		bpf_cgroup_release(cgroup3);
		return 0;
	}
	sum += cgroup3->kn->id;
	record4->key = n;
	record4->value = 1;
	bpf_ringbuf_submit(record4, 0);
	bpf_cgroup_release(cgroup3);
	total = sum + i + high + mode + m;
	return 0;
}

static __always_inline int sub_13_3(u32 given)
{
	u32 n = given;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;

	sum += n;
	total = sum + i + high + mode + m;
	return 0;
}

SEC("tc")
int p_13(struct __sk_buff *ctx)
{
	u32 n = ctx->mark;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct bpf_iter_bits bits1; int *bits1_at = 0;
	struct bpf_dynptr memory4 = {}; char *memory4_part = 0; u64 *memory4_word = 0;

	if (n < m) {
		bpf_iter_bits_new(&bits1, words, 2);
	}
	bpf_preempt_disable();
	sum += 2;
	sub_13_3(n);
	bpf_preempt_enable();
	if (mode != MODE_TWO) {
		bpf_dynptr_from_mem(buffer, sizeof(buffer), 0, &memory4);
	}
	bpf_map_lookup_elem(&locked, &(u32){0});
	if (mode != MODE_TWO) {
		sum += 1;
	}
	if (n < m) {
		bpf_iter_bits_destroy(&bits1);
	}
	total = sum + i + high + mode + m;
	return 0;
}

const volatile struct limits cfg_14;
static int callback_14_4(u32 index, u64 *context)
{
	u32 n = index;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct item *listed5 = 0;

	if (cfg_14.on) {
		listed5 = obj_new(struct item);
	}
	total += m;
	if ((cfg_14.on) && listed5) {
		bpf_spin_lock(&lock);
		push_front(&items, &listed5->list);
		bpf_spin_unlock(&lock);
	}
	if (!(!(high))) {
		total += m;
	}
	total = sum + i + high + mode + m;
	return 0;
}

SEC("xdp")
int p_14(struct xdp_md *ctx)
{
	u32 n = ctx->ingress_ifindex;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	u32 timer1_key = 0; struct timers *timer1 = 0;
	struct item *listed2 = 0;
	int res3 = -1;
	int res6 = -1;

	if (n != 3) {
		if (high) {
			timer1 = bpf_map_lookup_elem(&timers, &timer1_key);
		}
		if ((high) && timer1) {
			bpf_timer_init(&timer1->timer, &timers, CLOCK_MONOTONIC);
		}
		listed2 = obj_new(struct item);
		if (!(listed2)) {
			return 0;
		}
		total += m;
		sum += bpf_get_smp_processor_id();
		bpf_spin_lock(&lock);
		push_front(&items, &listed2->list);
		bpf_spin_unlock(&lock);
		if ((high) && timer1) {
			bpf_timer_start(&timer1->timer, 1000, 0);
		}
	}
	res3 = bpf_res_spin_lock(&res_lock);
	if (!(!res3)) {
		return 0;
	}
	sum += 5;
	bpf_loop(n & 7, callback_14_4, &sum, 0);
	bpf_repeat(3) {
		res6 = bpf_res_spin_lock(&res_lock);
		if (!(!res6)) {
			return 0;
		}
		sum += 5;
		sum += bpf_get_smp_processor_id();
		bpf_res_spin_unlock(&res_lock);
		if (cfg_14.on) {
			continue;
		}
	}
	bpf_res_spin_unlock(&res_lock);
	bpf_probe_read_kernel(buffer, 8, &total);
	total = sum + i + high + mode + m;
	return 0;
}

static bool cfg_15;
static __noinline int sub_15_2(u32 given)
{
	u32 n = given;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;

	sum += n;
	total = sum + i + high + mode + m;
	return 0;
}

SEC("tc")
int p_15(struct __sk_buff *ctx)
{
	u32 n = ctx->len;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct cgroup *above1 = 0; struct cgroup *above1_of = 0;

	if (m >= 100) {
		above1_of = bpf_cgroup_from_id(1);
		above1 = above1_of ? bpf_cgroup_ancestor(above1_of, 1) : 0;
	}
	total += m;
	if ((m >= 100) && above1) {
		bpf_cgroup_release(above1);
		bpf_cgroup_release(above1_of);
	}
	sub_15_2(n);
	total = sum + i + high + mode + m;
	return 0;
}

static bool cfg_16;
static int callback_16_1(u32 index, u64 *context)
{
	u32 n = index;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	u32 value2_key = 0; struct locked *value2 = 0;

	bpf_for(i, 0, n) {
		if ((n & 3) == 1) {
			value2 = bpf_map_lookup_elem(&locked, &value2_key);
			if (value2) bpf_spin_lock(&value2->lock);
		}
		if (((n & 3) == 1) && value2) {
			sum += value2->count;
			value2->count++;
		}
		total += m;
		bpf_probe_read_kernel(buffer, 8, &total);
		if (((n & 3) == 1) && value2) {
			bpf_spin_unlock(&value2->lock);
		}
	}
	total = sum + i + high + mode + m;
	return 0;
}

SEC("xdp")
int p_16(struct xdp_md *ctx)
{
	u32 n = ctx->ingress_ifindex;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	u32 stash3_key = 0; struct kept *stash3 = 0; struct task_struct *stash3_task = 0;

	bpf_loop(n & 7, callback_16_1, &sum, 0);
	if (!cfg_16) {
		stash3 = bpf_map_lookup_elem(&kept, &stash3_key);
		stash3_task = stash3 ? bpf_kptr_xchg(&stash3->task, NULL) : 0;
	}
	total += m;
	if (stash3_task) {
	}
	if (stash3_task) {
		bpf_task_release(stash3_task);
	}
	total = sum + i + high + mode + m;
	return 0;
}

SEC("tc")
int p_17(struct __sk_buff *ctx)
{
	u32 n = ctx->len;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct bpf_dynptr sample1 = {}; char *sample1_part = 0; u64 *sample1_word = 0;
	struct bpf_iter_bits bits2; int *bits2_at = 0;
	struct bpf_dynptr sample3 = {}; char *sample3_part = 0; u64 *sample3_word = 0;

	if (!((n & 3) == 1)) {
		bpf_ringbuf_reserve_dynptr(&ring, 16, 0, &sample1);
	}
	if (!((n & 3) == 1)) {
		bpf_dynptr_read(buffer, 8, &sample1, 0, 0);
	}
	bpf_map_lookup_elem(&locked, &(u32){0});
	bpf_ringbuf_submit_dynptr(&sample1, 0);
	if (!(!(m & 4))) {
		bpf_iter_bits_new(&bits2, words, 2);
	}
	if (!(!(m & 4))) {
		while ((bits2_at = bpf_iter_bits_next(&bits2))) sum += *bits2_at;
	}
	if (!((n & 3) == 1)) {
		bpf_ringbuf_reserve_dynptr(&ring, 16, 0, &sample3);
	}
	bpf_map_lookup_elem(&locked, &(u32){0});
	if (!((n & 3) == 1)) {
		bpf_ringbuf_discard_dynptr(&sample3, 0);
	}
	if (!(!(m & 4))) {
		bpf_iter_bits_destroy(&bits2);
	}
	total = sum + i + high + mode + m;
	return 0;
}

SEC("syscall")
int p_18(void *ctx)
{
	u32 n = bpf_get_prandom_u32();
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	u32 hoard4_key = 0; struct kept *hoard4 = 0; struct bpf_cpumask *hoard4_mask = 0;
	u32 hoard6_key = 0; struct kept *hoard6 = 0; struct bpf_cpumask *hoard6_mask = 0;
	struct bpf_cpumask *shared7 = 0; struct bpf_cpumask *shared7_too = 0;

	bpf_preempt_disable();
	if (m >= 100) {
		bpf_preempt_enable();
		return 0;
	}
	sum += 2;
	bpf_preempt_enable();
	bpf_repeat(3) {
		bpf_preempt_disable();
		bpf_preempt_disable();
		if (mode == MODE_ONE) {
			break;
		}
		sum += 2;
		sum += 2;
		bpf_preempt_enable();
		bpf_preempt_enable();
	}
	hoard4 = bpf_map_lookup_elem(&kept, &hoard4_key);
	hoard4_mask = hoard4 ? bpf_cpumask_create() : 0;
	if (!(hoard4_mask)) {
		return 0;
	}
	bpf_preempt_disable();
	hoard6 = bpf_map_lookup_elem(&kept, &hoard6_key);
	hoard6_mask = hoard6 ? bpf_cpumask_create() : 0;
	if (hoard6_mask) {
		bpf_probe_read_kernel(buffer, 8, &total);
		sum ^= bpf_ktime_get_ns();
		hoard6_mask = bpf_kptr_xchg(&hoard6->mask, hoard6_mask);
		if (hoard6_mask) bpf_cpumask_release(hoard6_mask);
	}
	shared7 = bpf_cpumask_create();
	shared7_too = shared7 ? bpf_cpumask_acquire(shared7) : 0;
	if (shared7) {
		bpf_cpumask_clear(shared7);
		if (shared7_too) bpf_cpumask_release(shared7_too);
		bpf_cpumask_release(shared7);
	}
	bpf_preempt_enable();
	hoard4_mask = bpf_kptr_xchg(&hoard4->mask, hoard4_mask);
	if (hoard4_mask) bpf_cpumask_release(hoard4_mask);
	total = sum + i + high + mode + m;
	return 0;
}

const volatile bool cfg_19;
SEC("tc")
int p_19(struct __sk_buff *ctx)
{
	u32 n = ctx->mark;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct item *listed1 = 0;
	struct bpf_dynptr sample2 = {}; char *sample2_part = 0; u64 *sample2_word = 0;
	unsigned long irq3;
	struct item *listed4 = 0;
	struct task_struct *task5 = 0;
	struct item *listed6 = 0;
	struct item *popped7 = 0; struct bpf_list_node *popped7_node = 0;
	struct item *item8 = 0;
	struct item *listed9 = 0;

	listed1 = obj_new(struct item);
	if (listed1) {
		sum += listed1->key;
		bpf_ringbuf_reserve_dynptr(&ring, 16, 0, &sample2);
		bpf_local_irq_save(&irq3);
		sum += bpf_dynptr_size(&sample2);
		bpf_dynptr_adjust(&sample2, 2, 10);
		sum += 3;
		bpf_local_irq_restore(&irq3);
		bpf_ringbuf_discard_dynptr(&sample2, 0);
		if (high) {
			listed4 = obj_new(struct item);
		}
		if ((high) && listed4) {
			sum += listed4->key;
			listed4->key = n;
		}
		task5 = bpf_task_from_pid(n);
		if (task5) {
			sum += task5->group_leader->pid;
			sum += task5->pid;
			sum ^= bpf_ktime_get_ns();
			bpf_task_release(task5);
		}
		if ((high) && listed4) {
			bpf_spin_lock(&lock);
			push_back(&items, &listed4->list);
			listed4->key = 1;
			bpf_spin_unlock(&lock);
		}
		bpf_spin_lock(&tree_lock);
		tree_add(&tree, &listed1->tree, item_less);
		bpf_spin_unlock(&tree_lock);
	}
	if ((int)n < 0) {
		bpf_probe_read_kernel(buffer, 8, &total);
		item8 = obj_new(struct item);
		if (item8) {
			if (!(cfg_19)) {
				obj_drop(item8);
				return 0;
			}
			item8->key = n;
			sum += item8->key;
			obj_drop(item8);
		}
	} else {
		listed6 = obj_new(struct item);
		if (!(listed6)) {
			return 0;
		}
		listed6->key = n;
		if ((int)n < 0) {
			bpf_spin_lock(&lock);
			popped7_node = bpf_list_pop_front(&items);
			bpf_spin_unlock(&lock);
			popped7 = popped7_node ? container_of(popped7_node, struct item, list) : 0;
		}
		bpf_map_lookup_elem(&locked, &(u32){0});
		if (popped7) {
			obj_drop(popped7);
		}
		bpf_spin_lock(&lock);
		push_front(&items, &listed6->list);
		bpf_spin_unlock(&lock);
	}
	listed9 = obj_new(struct item);
	if (listed9) {
		if (high) {
			bpf_spin_lock(&tree_lock);
			tree_add(&tree, &listed9->tree, item_less);
			bpf_spin_unlock(&tree_lock);
			return 0;
		}
		sum += listed9->key;
		bpf_spin_lock(&tree_lock);
		tree_add(&tree, &listed9->tree, item_less);
		bpf_spin_unlock(&tree_lock);
	}
	total = sum + i + high + mode + m;
	return 0;
}

static bool cfg_20;
__weak int sub_20_2(u32 given)
{
	u32 n = given;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	u32 timer3_key = 0; struct timers *timer3 = 0;

	timer3 = bpf_map_lookup_elem(&timers, &timer3_key);
	if (!(timer3)) {
		return 0;
	}
	bpf_map_lookup_elem(&locked, &(u32){0});
	bpf_timer_cancel(&timer3->timer);
	total = sum + i + high + mode + m;
	return 0;
}

SEC("syscall")
int p_20(void *ctx)
{
	u32 n = bpf_get_prandom_u32();
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	u32 work1_key = 0; struct works *work1 = 0;
	u32 work4_key = 0; struct works *work4 = 0;
	struct bpf_cpumask *shared5 = 0; struct bpf_cpumask *shared5_too = 0;
	struct bpf_cpumask *shared6 = 0; struct bpf_cpumask *shared6_too = 0;

	if (!cfg_20) {
		sub_20_2(n);
		work4 = bpf_map_lookup_elem(&works, &work4_key);
		if (!(work4)) {
			return 0;
		}
		shared5 = bpf_cpumask_create();
		shared5_too = shared5 ? bpf_cpumask_acquire(shared5) : 0;
		if (!(shared5)) {
			bpf_wq_start(&work4->work, 0);
			return 0;
		}
		work4->count++;
		bpf_cpumask_clear(shared5);
		bpf_wq_init(&work4->work, &works, 0);
		if (shared5_too) bpf_cpumask_release(shared5_too);
		bpf_cpumask_release(shared5);
		bpf_wq_start(&work4->work, 0);
	} else {
		work1 = bpf_map_lookup_elem(&works, &work1_key);
		if (!(work1)) {
			return 0;
		}
		work1->count++;
		bpf_wq_start(&work1->work, 0);
	}
	shared6 = bpf_cpumask_create();
	shared6_too = shared6 ? bpf_cpumask_acquire(shared6) : 0;
	if (!(shared6)) {
		return 0;
	}
	if (mode != MODE_TWO) {
		if (!(!((int)n < 0))) {
			bpf_preempt_disable();
		}
		sum += n;
		if (!((int)n < 0)) {
			bpf_preempt_enable();
		}
		bpf_spin_lock(&lock);
		sum += 4;
		bpf_map_lookup_elem(&locked, &(u32){0});
		bpf_spin_unlock(&lock);
	}
	if ((int)n < 0) {
		bpf_spin_lock(&lock);
	}
	sum ^= bpf_ktime_get_ns();
	bpf_repeat(3) {
		if (mode != MODE_TWO) {
			break;
		}
		sum ^= bpf_ktime_get_ns();
	}
	if ((int)n < 0) {
		bpf_spin_unlock(&lock);
	}
	if (shared6_too) bpf_cpumask_release(shared6_too);
	bpf_cpumask_release(shared6);
	total = sum + i + high + mode + m;
	return 0;
}

static __always_inline int sub_21_9(u32 given)
{
	u32 n = given;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct cgroup *cgroup10 = 0;

	cgroup10 = bpf_cgroup_from_id(n);
	if (cgroup10) {
		if (n == m) {
			bpf_cgroup_release(cgroup10);
			return 0;
		}
		sum += cgroup10->kn->id;
		bpf_cgroup_release(cgroup10);
	}
	total = sum + i + high + mode + m;
	return 0;
}

SEC("raw_tp/sys_enter")
int p_21(struct bpf_raw_tracepoint_args *ctx)
{
	u32 n = ctx->args[1];
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct plain *record2 = 0;
	u32 hoard3_key = 0; struct kept *hoard3 = 0; struct bpf_cpumask *hoard3_mask = 0;
	struct bpf_iter_css css4; struct cgroup_subsys_state *css4_at = 0; struct cgroup *css4_of = 0;
	struct cgroup *cgroup5 = 0;
	struct cgroup *cgroup6 = 0;
	struct cgroup *above7 = 0; struct cgroup *above7_of = 0;
	struct cgroup *cgroup8 = 0;

	bpf_rcu_read_lock();
	record2 = bpf_ringbuf_reserve(&ring, sizeof(*record2), 0);
	if (!(record2)) {
		bpf_rcu_read_unlock();
		return 0;
	}
	sum += 1;
	bpf_rcu_read_unlock();
	bpf_ringbuf_submit(record2, 0);
	hoard3 = bpf_map_lookup_elem(&kept, &hoard3_key);
	hoard3_mask = hoard3 ? bpf_cpumask_create() : 0;
	if (hoard3_mask) {
		bpf_cpumask_set_cpu(0, hoard3_mask);
		if (n == m) {
			bpf_rcu_read_lock();
			css4_of = bpf_cgroup_from_id(1);
			if (css4_of) bpf_iter_css_new(&css4, &css4_of->self, BPF_CGROUP_ITER_DESCENDANTS_PRE);
		}
		cgroup5 = bpf_cgroup_from_id(n);
		if (!(cgroup5)) {
			return 0;
		}
		cgroup6 = bpf_cgroup_from_id(n);
		if (!(cgroup6)) {
			bpf_cgroup_release(cgroup5);
			return 0;
		}
		sum += cgroup6->kn->id;
		sum += cgroup5->level;
		bpf_cgroup_release(cgroup5);
		bpf_cgroup_release(cgroup6);
		above7_of = bpf_cgroup_from_id(1);
		above7 = above7_of ? bpf_cgroup_ancestor(above7_of, 1) : 0;
		if (!(above7)) {
			if (above7_of) bpf_cgroup_release(above7_of);
			return 0;
		}
		cgroup8 = bpf_cgroup_from_id(n);
		if (!(cgroup8)) {
			bpf_cgroup_release(above7);
			bpf_cgroup_release(above7_of);
			return 0;
		}
		sum += cgroup8->kn->id;
		bpf_cgroup_release(cgroup8);
		bpf_cgroup_release(above7);
		bpf_cgroup_release(above7_of);
		if ((n == m) && css4_of) {
			bpf_iter_css_destroy(&css4);
			bpf_cgroup_release(css4_of);
			bpf_rcu_read_unlock();
		}
		hoard3_mask = bpf_kptr_xchg(&hoard3->mask, hoard3_mask);
		if (hoard3_mask) bpf_cpumask_release(hoard3_mask);
	}
	sub_21_9(n);
	total = sum + i + high + mode + m;
	return 0;
}

const volatile bool cfg_22[2];
__weak int sub_22_2(u32 given)
{
	u32 n = given;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;

	sum ^= bpf_ktime_get_ns();
	bpf_map_lookup_elem(&locked, &(u32){0});
	total = sum + i + high + mode + m;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(p_22, struct task_struct *task, u64 flags)
{
	u32 n = flags;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct bpf_cpumask *shared1 = 0; struct bpf_cpumask *shared1_too = 0;
	struct plain *record3 = 0;
	struct task_struct *task4 = 0;
	struct bpf_cpumask *mask5 = 0;
	struct bpf_iter_num numbers6; int *numbers6_at = 0;
	struct bpf_cpumask *shared7 = 0; struct bpf_cpumask *shared7_too = 0;

	for (i = 0; i < 3; i++) {
		shared1 = bpf_cpumask_create();
		shared1_too = shared1 ? bpf_cpumask_acquire(shared1) : 0;
		if (!(!(shared1))) {
			return 0;
		}
		sub_22_2(n);
		if (shared1_too) bpf_cpumask_release(shared1_too);
		bpf_cpumask_release(shared1);
	}
	record3 = bpf_ringbuf_reserve(&ring, sizeof(*record3), 0);
	if (!(record3)) {
		return 0;
	}
	record3->key = n;
	if (n != 3) {
		task4 = bpf_task_from_pid(n);
	}
	bpf_for(i, 0, 4) {
		sum += n;
	}
	if (cfg_22[1]) {
		mask5 = bpf_cpumask_create();
	}
	total += m;
	if ((cfg_22[1]) && mask5) {
		bpf_cpumask_release(mask5);
	}
	if ((n != 3) && task4) {
		bpf_task_release(task4);
	}
	bpf_iter_num_new(&numbers6, 0, 4);
	while ((numbers6_at = bpf_iter_num_next(&numbers6))) sum += *numbers6_at;
	bpf_iter_num_destroy(&numbers6);
	bpf_ringbuf_submit(record3, 0);
	if (cfg_22[1]) {
		shared7 = bpf_cpumask_create();
		shared7_too = shared7 ? bpf_cpumask_acquire(shared7) : 0;
	}
	if (shared7) {
		sum += bpf_cpumask_first(&shared7->cpumask);
	}
	total += m;
	if (shared7) {
		if (shared7_too) bpf_cpumask_release(shared7_too);
		bpf_cpumask_release(shared7);
	}
	total = sum + i + high + mode + m;
	return 0;
}

const volatile struct limits cfg_23 = {.on = true};
static __always_inline int sub_23_3(u32 given)
{
	u32 n = given;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;

	bpf_map_lookup_elem(&locked, &(u32){0});
	bpf_map_lookup_elem(&locked, &(u32){0});
	total = sum + i + high + mode + m;
	return 0;
}

SEC("tc")
int p_23(struct __sk_buff *ctx)
{
	u32 n = ctx->len;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	u32 timer2_key = 0; struct timers *timer2 = 0;
	u32 work4_key = 0; struct works *work4 = 0;

	bpf_rcu_read_lock();
	sum += 1;
	timer2 = bpf_map_lookup_elem(&timers, &timer2_key);
	if (!(timer2)) {
		return 0;
	}
	sub_23_3(n);
	bpf_timer_cancel(&timer2->timer);
	bpf_rcu_read_unlock();
	work4 = bpf_map_lookup_elem(&works, &work4_key);
	if (!(work4)) {
		return 0;
	}
	if (!(n < m)) {
		bpf_wq_start(&work4->work, 0);
		return 0;
	}
	bpf_wq_start(&work4->work, 0);
	total = sum + i + high + mode + m;
	return 0;
}

const volatile struct limits cfg_24;
__weak int sub_24_1(u32 given)
{
	u32 n = given;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct cgroup *above2 = 0; struct cgroup *above2_of = 0;
	u32 stash3_key = 0; struct kept *stash3 = 0; struct task_struct *stash3_task = 0;

	above2_of = bpf_cgroup_from_id(1);
	above2 = above2_of ? bpf_cgroup_ancestor(above2_of, 1) : 0;
	if (!(above2)) {
		if (above2_of) bpf_cgroup_release(above2_of);
		return 0;
	}
	stash3 = bpf_map_lookup_elem(&kept, &stash3_key);
	stash3_task = stash3 ? bpf_kptr_xchg(&stash3->task, NULL) : 0;
	if (!(stash3_task)) {
		bpf_cgroup_release(above2);
		bpf_cgroup_release(above2_of);
		return 0;
	}
	sum += stash3_task->pid;
	sum += above2->level;
	bpf_task_release(stash3_task);
	bpf_cgroup_release(above2);
	bpf_cgroup_release(above2_of);
	total = sum + i + high + mode + m;
	return 0;
}

SEC("syscall")
int p_24(void *ctx)
{
	u32 n = bpf_get_prandom_u32();
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;

	sum += bpf_get_smp_processor_id();
	sub_24_1(n);
	total = sum + i + high + mode + m;
	return 0;
}

SEC("syscall")
int p_25(void *ctx)
{
	u32 n = bpf_get_prandom_u32();
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct bpf_iter_bits bits1; int *bits1_at = 0;

	bpf_iter_bits_new(&bits1, words, 2);
	bpf_iter_bits_next(&bits1);
	while ((bits1_at = bpf_iter_bits_next(&bits1))) sum += *bits1_at;
	bpf_map_lookup_elem(&locked, &(u32){0});
	bpf_iter_bits_destroy(&bits1);
	total = sum + i + high + mode + m;
	return 0;
}

SEC("tc")
int p_26(struct __sk_buff *ctx)
{
	u32 n = ctx->mark;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	int res1 = -1;

	res1 = bpf_res_spin_lock(&res_lock);
	if (!res1) {
		bpf_res_spin_unlock(&res_lock);
		sum += 5;
		bpf_res_spin_unlock(&res_lock);
	}
	bpf_spin_lock(&lock);
	bpf_spin_unlock(&lock);
	sum += !bpf_list_front(&items);
	total = sum + i + high + mode + m;
	return 0;
}

SEC("tc")
int p_27(struct __sk_buff *ctx)
{
	u32 n = ctx->len;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct item *item1 = 0;
	u32 timer2_key = 0; struct timers *timer2 = 0;

	item1 = obj_new(struct item);
	if (!(item1)) {
		return 0;
	}
	timer2 = bpf_map_lookup_elem(&timers, &timer2_key);
	if (!(timer2)) {
		obj_drop(item1);
		return 0;
		return 0;
	}
	timer2->count++;
	obj_drop(item1);
	bpf_timer_start(&timer2->timer, 1000, 0);
	total = sum + i + high + mode + m;
	return 0;
}

const volatile bool cfg_28[2];
static __always_inline int sub_28_4(u32 given)
{
	u32 n = given;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct item *item5 = 0;
	struct item *item6 = 0;
	struct item *popped7 = 0; struct bpf_list_node *popped7_node = 0;
	struct task_struct *task8 = 0;

	item5 = obj_new(struct item);
	if (!(item5)) {
		return 0;
	}
	item6 = obj_new(struct item);
	if (!(item6)) {
		obj_drop(item5);
		return 0;
	}
	sum += item6->key;
	obj_drop(item6);
	obj_drop(item5);
	for (i = 0; i < 3; i++) {
		bpf_spin_lock(&lock);
		popped7_node = bpf_list_pop_front(&items);
		bpf_spin_unlock(&lock);
		popped7 = popped7_node ? container_of(popped7_node, struct item, list) : 0;
		if (!(popped7)) {
			return 0;
		}
		task8 = bpf_task_from_pid(n);
		if (!(task8)) {
			obj_drop(popped7);
			return 0;
		}
		sum += task8->tgid;
		obj_drop(popped7);
		bpf_task_release(task8);
	}
	total = sum + i + high + mode + m;
	return 0;
}

SEC("tc")
int p_28(struct __sk_buff *ctx)
{
	u32 n = ctx->len;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	unsigned long irq1;
	struct task_struct *task2 = 0;

	if (n != 3) {
		bpf_local_irq_save(&irq1);
	}
	if (n != 3) {
		bpf_spin_lock(&lock);
		bpf_spin_unlock(&lock);
	} else {
		task2 = bpf_task_from_pid(n);
		if (!(task2)) {
			return 0;
		}
		sum += task2->group_leader->pid;
		total += m;
		sum += n;
		bpf_task_release(task2);
	}
	if (n != 3) {
		bpf_local_irq_restore(&irq1);
	}
	sub_28_4(n);
	total = sum + i + high + mode + m;
	return 0;
}

const volatile int cfg_29 = 2;
static int callback_29_2(u32 index, u64 *context)
{
	u32 n = index;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;

	sum += n;
	bpf_probe_read_kernel(buffer, 8, &total);
	total = sum + i + high + mode + m;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(p_29, struct task_struct *task, u64 flags)
{
	u32 n = flags;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;

	bpf_preempt_disable();
	sum += 2;
	bpf_for(i, 0, n) {
		if (n == 2 || n == 3) {
			continue;
		}
		bpf_map_lookup_elem(&locked, &(u32){0});
		bpf_loop(n & 7, callback_29_2, &sum, 0);
	}
	bpf_preempt_enable();
	sum ^= bpf_ktime_get_ns();
	total = sum + i + high + mode + m;
	return 0;
}

const volatile int cfg_30 = 2;
static int callback_30_1(u32 index, u64 *context)
{
	u32 n = index;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct bpf_iter_task tasks2; struct task_struct *tasks2_at = 0;
	struct bpf_cpumask *mask3 = 0;

	bpf_rcu_read_lock();
	bpf_iter_task_new(&tasks2, 0, BPF_TASK_ITER_ALL_PROCS);
	if (!(n > 5 && n < 9)) {
		bpf_iter_task_destroy(&tasks2);
		bpf_rcu_read_unlock();
		return 0;
	}
	while ((tasks2_at = bpf_iter_task_next(&tasks2))) sum += tasks2_at->pid;
	bpf_iter_task_destroy(&tasks2);
	bpf_rcu_read_unlock();
	if (n == 2) {
		mask3 = bpf_cpumask_create();
	}
	if ((n == 2) && mask3) {
		bpf_cpumask_set_cpu(1, mask3);
		sum += bpf_cpumask_first(&mask3->cpumask);
	}
	sum += n;
	if ((n == 2) && mask3) {
		bpf_cpumask_release(mask3);
	}
	total = sum + i + high + mode + m;
	return 0;
}

SEC("syscall")
int p_30(void *ctx)
{
	u32 n = bpf_get_prandom_u32();
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct bpf_iter_task tasks4; struct task_struct *tasks4_at = 0;
	struct bpf_iter_task tasks5; struct task_struct *tasks5_at = 0;

	bpf_loop(n & 7, callback_30_1, &sum, 0);
	bpf_rcu_read_lock();
	bpf_iter_task_new(&tasks4, 0, BPF_TASK_ITER_ALL_PROCS);
	bpf_rcu_read_lock();
	bpf_iter_task_new(&tasks5, 0, BPF_TASK_ITER_ALL_PROCS);
	while ((tasks5_at = bpf_iter_task_next(&tasks5))) sum += tasks5_at->pid;
	tasks5_at = bpf_iter_task_next(&tasks5);
	bpf_iter_task_destroy(&tasks4);
	bpf_rcu_read_unlock();
	bpf_iter_task_destroy(&tasks5);
	bpf_rcu_read_unlock();
	sum += bpf_get_smp_processor_id();
	total = sum + i + high + mode + m;
	return 0;
}

const volatile struct limits cfg_31 = {.kind = 2};
SEC("syscall")
int p_31(void *ctx)
{
	u32 n = bpf_get_prandom_u32();
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct cgroup *cgroup2 = 0;
	struct bpf_cpumask *shared3 = 0; struct bpf_cpumask *shared3_too = 0;

	bpf_spin_lock(&lock);
	cgroup2 = bpf_cgroup_from_id(n);
	if (!(cgroup2)) {
		bpf_spin_unlock(&lock);
		return 0;
		return 0;
	}
	sum += cgroup2->level;
	bpf_spin_unlock(&lock);
	bpf_cgroup_release(cgroup2);
	shared3 = bpf_cpumask_create();
	shared3_too = shared3 ? bpf_cpumask_acquire(shared3) : 0;
	if (!(shared3)) {
		return 0;
	}
	bpf_spin_lock(&lock);
	if (!(high)) {
		bpf_spin_unlock(&lock);
		return 0;
	}
	bpf_spin_unlock(&lock);
	if (shared3_too) bpf_cpumask_release(shared3_too);
	bpf_cpumask_release(shared3);
	total = sum + i + high + mode + m;
	return 0;
}

static __noinline int sub_32_1(u32 given)
{
	u32 n = given;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;

	bpf_probe_read_kernel(buffer, 8, &total);
	total = sum + i + high + mode + m;
	return 0;
}

SEC("xdp")
int p_32(struct xdp_md *ctx)
{
	u32 n = ctx->ingress_ifindex;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct bpf_iter_bits bits2; int *bits2_at = 0;
	u32 timer3_key = 0; struct timers *timer3 = 0;
	struct item *counted4 = 0; struct item *counted4_too = 0;
	struct bpf_iter_bits bits5; int *bits5_at = 0;
	struct item *counted7 = 0; struct item *counted7_too = 0;
	u32 stash8_key = 0; struct kept *stash8 = 0; struct task_struct *stash8_task = 0;
	struct bpf_iter_bits bits9; int *bits9_at = 0;

	if ((int)n < 0) {
		bpf_for(i, 0, n) {
			sub_32_1(n);
			bpf_iter_bits_new(&bits2, words, 2);
			if ((int)n < 0) {
				bpf_iter_bits_destroy(&bits2);
				return 0;
			}
			bpf_iter_bits_destroy(&bits2);
		}
	}
	timer3 = bpf_map_lookup_elem(&timers, &timer3_key);
	if (!(timer3)) {
		return 0;
	}
	counted4 = obj_new(struct item);
	counted4_too = counted4 ? refcount_acquire(counted4) : 0;
	if (!(counted4)) {
		bpf_timer_start(&timer3->timer, 1000, 0);
		return 0;
	}
	bpf_timer_start(&timer3->timer, 1000, 0);
	bpf_spin_lock(&lock);
	push_front(&items, &counted4->list);
	bpf_spin_unlock(&lock);
	if (counted4_too) obj_drop(counted4_too);
	if (!((int)n < 0)) {
		if (n != 3) {
			stash8 = bpf_map_lookup_elem(&kept, &stash8_key);
			stash8_task = stash8 ? bpf_kptr_xchg(&stash8->task, NULL) : 0;
		}
		if ((n != 3) && stash8_task) {
			sum += stash8_task->pid;
		}
		sum += n;
		if ((n != 3) && stash8_task) {
			bpf_task_release(stash8_task);
		}
		if ((int)n < 0) {
			bpf_iter_bits_new(&bits9, words, 2);
		}
		if ((int)n < 0) {
			sum += n;
		}
		if ((int)n < 0) {
			bpf_iter_bits_destroy(&bits9);
		}
	} else {
		bpf_iter_bits_new(&bits5, words, 2);
		while ((bits5_at = bpf_iter_bits_next(&bits5))) sum += *bits5_at;
		bpf_iter_bits_next(&bits5);
		bpf_rcu_read_lock();
		counted7 = obj_new(struct item);
		counted7_too = counted7 ? refcount_acquire(counted7) : 0;
		if (!(counted7)) {
			bpf_rcu_read_unlock();
			return 0;
		}
		sum += 1;
		sum += counted7->key;
		obj_drop(counted7);
		if (counted7_too) obj_drop(counted7_too);
		bpf_rcu_read_unlock();
		bpf_iter_bits_destroy(&bits5);
	}
	total = sum + i + high + mode + m;
	return 0;
}

const volatile struct limits cfg_33 = {.kind = 2};
SEC("tp_btf/task_newtask")
int BPF_PROG(p_33, struct task_struct *task, u64 flags)
{
	u32 n = flags;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	u32 work1_key = 0; struct works *work1 = 0;
	struct task_struct *section2 = 0;

	work1 = bpf_map_lookup_elem(&works, &work1_key);
	if (cfg_33.kind == 2) {
		bpf_wq_start(&work1->work, 0);
		return 0;
	}
	bpf_wq_init(&work1->work, &works, 0);
	bpf_wq_set_callback_impl(&work1->work, work_done, 0, NULL);
	bpf_wq_start(&work1->work, 0);
	bpf_rcu_read_lock();
	section2 = bpf_get_current_task_btf()->real_parent;
	sum += section2->cgroups->dfl_cgrp->level;
	bpf_rcu_read_unlock();
	total = sum + i + high + mode + m;
	return 0;
}

const volatile struct limits cfg_34;
SEC("xdp")
int p_34(struct xdp_md *ctx)
{
	u32 n = ctx->ingress_ifindex;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	u32 timer1_key = 0; struct timers *timer1 = 0;
	int res2 = -1;
	unsigned long irq4;
	int res5 = -1;

	if (n < m) {
		timer1 = bpf_map_lookup_elem(&timers, &timer1_key);
	}
	res2 = bpf_res_spin_lock(&res_lock);
	if (!(!res2)) {
		return 0;
	}
	bpf_spin_lock(&lock);
	bpf_spin_unlock(&lock);
	bpf_res_spin_unlock(&res_lock);
	if ((n < m) && timer1) {
		bpf_timer_cancel(&timer1->timer);
	}
	bpf_local_irq_save(&irq4);
	if (n < m) {
		bpf_spin_lock(&lock);
		sum += 4;
		sum += !bpf_list_front(&items);
		total += m;
		bpf_spin_unlock(&lock);
		bpf_rcu_read_lock();
		sum += bpf_get_smp_processor_id();
		bpf_rcu_read_unlock();
	} else {
		res5 = bpf_res_spin_lock(&res_lock);
		if (!res5) {
			sum ^= bpf_ktime_get_ns();
			bpf_res_spin_unlock(&res_lock);
		}
	}
	bpf_local_irq_restore(&irq4);
	total = sum + i + high + mode + m;
	return 0;
}

const volatile bool cfg_35[2];
SEC("syscall")
int p_35(void *ctx)
{
	u32 n = bpf_get_prandom_u32();
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct bpf_iter_task tasks1; struct task_struct *tasks1_at = 0;
	struct bpf_dynptr clone2 = {}; char *clone2_part = 0; u64 *clone2_word = 0; struct bpf_dynptr clone2_of = {};
	u32 hoard4_key = 0; struct kept *hoard4 = 0; struct bpf_cpumask *hoard4_mask = 0;
	struct bpf_dynptr clone5 = {}; char *clone5_part = 0; u64 *clone5_word = 0; struct bpf_dynptr clone5_of = {};

	if (cfg_35[1]) {
		bpf_dynptr_from_mem(buffer, sizeof(buffer), 0, &clone2_of);
		bpf_dynptr_clone(&clone2_of, &clone2);
		bpf_spin_lock(&lock);
		sum += 1;
		bpf_spin_unlock(&lock);
		bpf_repeat(3) {
			sum += bpf_get_smp_processor_id();
			if (m >= 100) {
				break;
			}
			bpf_probe_read_kernel(buffer, 8, &total);
		}
	} else {
		if (m >= 100) {
			bpf_rcu_read_lock();
			bpf_iter_task_new(&tasks1, 0, BPF_TASK_ITER_ALL_PROCS);
		}
		bpf_probe_read_kernel(buffer, 8, &total);
		if (m >= 100) {
			bpf_iter_task_destroy(&tasks1);
			bpf_rcu_read_unlock();
		}
	}
	hoard4 = bpf_map_lookup_elem(&kept, &hoard4_key);
	hoard4_mask = hoard4 ? bpf_cpumask_create() : 0;
	if (!(hoard4_mask)) {
		return 0;
	}
	bpf_dynptr_from_mem(buffer, sizeof(buffer), 0, &clone5_of);
	bpf_dynptr_clone(&clone5_of, &clone5);
	hoard4_mask = bpf_kptr_xchg(&hoard4->mask, hoard4_mask);
	if (hoard4_mask) bpf_cpumask_release(hoard4_mask);
	sum += 1;
	total = sum + i + high + mode + m;
	return 0;
}

SEC("xdp")
int p_36(struct xdp_md *ctx)
{
	u32 n = ctx->ingress_ifindex;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct bpf_iter_bits bits1; int *bits1_at = 0;

	sum += bpf_get_smp_processor_id();
	if (n < m) {
		bpf_iter_bits_destroy(&bits1);
	}
	total = sum + i + high + mode + m;
	return 0;
}

SEC("tc")
int p_37(struct __sk_buff *ctx)
{
	u32 n = ctx->mark;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct item *listed2 = 0;
	struct bpf_dynptr packet4 = {}; char *packet4_part = 0; u64 *packet4_word = 0;
	struct item *listed5 = 0;
	int res6 = -1;

	bpf_spin_lock(&lock);
	sum += 4;
	listed2 = obj_new(struct item);
	if (listed2) {
		listed2->key = n;
		bpf_spin_lock(&lock);
		push_back(&items, &listed2->list);
		listed2->key = 1;
		bpf_spin_unlock(&lock);
	}
	if (m >= 100) {
		bpf_spin_lock(&lock);
	}
	if (m >= 100) {
		sum += 4;
		sum += !bpf_list_front(&items);
	}
	bpf_dynptr_from_skb((void *)ctx, 0, &packet4);
	sum += bpf_dynptr_is_null(&packet4);
	packet4_part = bpf_dynptr_slice(&packet4, 0, buffer, 8);
	if (packet4_part) sum += *packet4_part;
	sum += 1;
	if (m >= 100) {
		bpf_spin_unlock(&lock);
	}
	bpf_spin_unlock(&lock);
	listed5 = obj_new(struct item);
	if (!(listed5)) {
		return 0;
	}
	listed5->key = n;
	res6 = bpf_res_spin_lock(&res_lock);
	if (!(!res6)) {
		return 0;
	}
	bpf_spin_lock(&lock);
	sum += 5;
	sum += 4;
	bpf_spin_unlock(&lock);
	bpf_res_spin_unlock(&res_lock);
	bpf_spin_lock(&lock);
	push_back(&items, &listed5->list);
	listed5->key = 1;
	bpf_spin_unlock(&lock);
	total = sum + i + high + mode + m;
	return 0;
}

SEC("raw_tp/sys_enter")
int p_38(struct bpf_raw_tracepoint_args *ctx)
{
	u32 n = ctx->args[1];
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	u32 work1_key = 0; struct works *work1 = 0;
	struct bpf_dynptr sample2 = {}; char *sample2_part = 0; u64 *sample2_word = 0;
	struct bpf_cpumask *shared3 = 0; struct bpf_cpumask *shared3_too = 0;

	for (i = 0; i < 3; i++) {
		if (n < m) {
			continue;
		}
		bpf_for(i, 0, 4) {
			if (n < m) {
				break;
			}
			work1 = bpf_map_lookup_elem(&works, &work1_key);
			if (work1) {
				bpf_wq_set_callback_impl(&work1->work, work_done, 0, NULL);
				bpf_wq_start(&work1->work, 0);
			}
		}
	}
	if (n < m) {
		bpf_ringbuf_reserve_dynptr(&ring, 16, 0, &sample2);
	}
	shared3 = bpf_cpumask_create();
	shared3_too = shared3 ? bpf_cpumask_acquire(shared3) : 0;
	if (!(shared3)) {
		return 0;
	}
	if (!(n == 2)) {
		if (shared3_too) bpf_cpumask_release(shared3_too);
		bpf_cpumask_release(shared3);
		return 0;
	}
	sum += bpf_cpumask_first(&shared3->cpumask);
	if (shared3_too) bpf_cpumask_release(shared3_too);
	bpf_cpumask_release(shared3);
	if (n < m) {
		bpf_ringbuf_submit_dynptr(&sample2, 0);
	}
	total = sum + i + high + mode + m;
	return 0;
}

const volatile struct limits cfg_39 = {.on = true};
SEC("raw_tp/sys_enter")
int p_39(struct bpf_raw_tracepoint_args *ctx)
{
	u32 n = ctx->args[1];
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct task_struct *task2 = 0;
	struct bpf_dynptr sample3 = {}; char *sample3_part = 0; u64 *sample3_word = 0;
	struct bpf_dynptr clone4 = {}; char *clone4_part = 0; u64 *clone4_word = 0; struct bpf_dynptr clone4_of = {};

	if ((int)n < 0) {
		bpf_preempt_disable();
	}
	sum += bpf_get_smp_processor_id();
	if ((int)n < 0) {
		bpf_preempt_enable();
	}
	task2 = bpf_task_from_pid(n);
	if (!(task2)) {
		return 0;
	}
	bpf_ringbuf_reserve_dynptr(&ring, 16, 0, &sample3);
	sum += bpf_dynptr_size(&sample3);
	sum += task2->group_leader->pid;
	sum += task2->group_leader->pid;
	bpf_dynptr_write(&sample3, 0, buffer, 8, 0);
	bpf_ringbuf_submit_dynptr(&sample3, 0);
	bpf_task_release(task2);
	if (cfg_39.mode != MODE_ONE) {
		bpf_dynptr_from_mem(buffer, sizeof(buffer), 0, &clone4_of);
		bpf_dynptr_clone(&clone4_of, &clone4);
	}
	total += m;
	if (cfg_39.mode != MODE_ONE) {
		sum += 1;
	}
	total = sum + i + high + mode + m;
	return 0;
}

static int callback_40_3(u32 index, u64 *context)
{
	u32 n = index;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;

	bpf_probe_read_kernel(buffer, 8, &total);
	total = sum + i + high + mode + m;
	return 0;
}

SEC("syscall")
int p_40(void *ctx)
{
	u32 n = bpf_get_prandom_u32();
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	u32 hoard1_key = 0; struct kept *hoard1 = 0; struct bpf_cpumask *hoard1_mask = 0;
	struct task_struct *section2 = 0;

	hoard1 = bpf_map_lookup_elem(&kept, &hoard1_key);
	hoard1_mask = hoard1 ? bpf_cpumask_create() : 0;
	bpf_cpumask_set_cpu(0, hoard1_mask);
	bpf_rcu_read_lock();
	section2 = bpf_get_current_task_btf()->real_parent;
	sum += section2->pid;
	bpf_loop(n & 7, callback_40_3, &sum, 0);
	sum += bpf_get_smp_processor_id();
	if (mode == MODE_ONE) {
		bpf_preempt_disable();
	}
	if (mode == MODE_ONE) {
		bpf_preempt_enable();
	}
	bpf_rcu_read_unlock();
	hoard1_mask = bpf_kptr_xchg(&hoard1->mask, hoard1_mask);
	if (hoard1_mask) bpf_cpumask_release(hoard1_mask);
	total = sum + i + high + mode + m;
	return 0;
}

const volatile struct limits cfg_41;
static int callback_41_6(u32 index, u64 *context)
{
	u32 n = index;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	u32 stash7_key = 0; struct kept *stash7 = 0; struct task_struct *stash7_task = 0;
	struct item *popped8 = 0; struct bpf_list_node *popped8_node = 0;
	unsigned long irq9;

	if (high) {
		if (high) {
			bpf_spin_lock(&lock);
			popped8_node = bpf_list_pop_front(&items);
			bpf_spin_unlock(&lock);
			popped8 = popped8_node ? container_of(popped8_node, struct item, list) : 0;
		}
		sum ^= bpf_ktime_get_ns();
		bpf_probe_read_kernel(buffer, 8, &total);
		if ((high) && popped8) {
			obj_drop(popped8);
		}
	} else {
		stash7 = bpf_map_lookup_elem(&kept, &stash7_key);
		stash7_task = stash7 ? bpf_kptr_xchg(&stash7->task, NULL) : 0;
		if (stash7_task) {
			sum += stash7_task->pid;
			sum ^= bpf_ktime_get_ns();
			stash7_task = bpf_kptr_xchg(&stash7->task, stash7_task);
			if (stash7_task) bpf_task_release(stash7_task);
		}
	}
	bpf_local_irq_save(&irq9);
	sum += 3;
	bpf_local_irq_restore(&irq9);
	total = sum + i + high + mode + m;
	return 0;
}

SEC("syscall")
int p_41(void *ctx)
{
	u32 n = bpf_get_prandom_u32();
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct bpf_cpumask *mask1 = 0;
	struct cgroup *above2 = 0; struct cgroup *above2_of = 0;
	struct item *popped4 = 0; struct bpf_list_node *popped4_node = 0;
	struct item *popped5 = 0; struct bpf_list_node *popped5_node = 0;

	mask1 = bpf_cpumask_create();
	if (mask1) {
		bpf_cpumask_clear(mask1);
		above2_of = bpf_cgroup_from_id(1);
		above2 = above2_of ? bpf_cgroup_ancestor(above2_of, 1) : 0;
		if (!(above2)) {
			if (above2_of) bpf_cgroup_release(above2_of);
			return 0;
		}
		bpf_rcu_read_lock();
		sum += above2->level;
		bpf_cgroup_release(above2);
		bpf_cgroup_release(above2_of);
		bpf_rcu_read_unlock();
		bpf_cpumask_release(mask1);
	}
	bpf_spin_lock(&lock);
	popped4_node = bpf_list_pop_front(&items);
	bpf_spin_unlock(&lock);
	popped4 = popped4_node ? container_of(popped4_node, struct item, list) : 0;
	if (!(popped4)) {
		return 0;
	}
	bpf_spin_lock(&lock);
	popped5_node = bpf_list_pop_front(&items);
	bpf_spin_unlock(&lock);
	popped5 = popped5_node ? container_of(popped5_node, struct item, list) : 0;
	if (!(popped5)) {
		obj_drop(popped4);
		return 0;
	}
	popped4->key = n;
	sum += popped5->key;
	obj_drop(popped5);
	obj_drop(popped4);
	bpf_loop(n & 7, callback_41_6, &sum, 0);
	total = sum + i + high + mode + m;
	return 0;
}

const struct limits cfg_42 = {.on = true, .kind = 3};
static __noinline int sub_42_8(u32 given)
{
	u32 n = given;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct item *item9 = 0;
	unsigned long irq10;

	item9 = obj_new(struct item);
	if (item9) {
		item9->key = n;
		bpf_map_lookup_elem(&locked, &(u32){0});
		obj_drop(item9);
	}
	bpf_local_irq_save(&irq10);
	sum += 3;
	bpf_map_lookup_elem(&locked, &(u32){0});
	total += m;
	bpf_local_irq_restore(&irq10);
	total = sum + i + high + mode + m;
	return 0;
}

SEC("tc")
int p_42(struct __sk_buff *ctx)
{
	u32 n = ctx->mark;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct task_struct *task1 = 0;
	struct bpf_iter_num numbers2; int *numbers2_at = 0;
	unsigned long irq3;
	struct item *counted4 = 0; struct item *counted4_too = 0;
	struct item *counted5 = 0; struct item *counted5_too = 0;
	struct bpf_iter_num numbers6; int *numbers6_at = 0;
	struct item *removed7 = 0; struct bpf_rb_node *removed7_node = 0;

	task1 = bpf_task_from_pid(n);
	if (task1) {
		sum += task1->group_leader->pid;
		bpf_task_release(task1);
	}
	bpf_iter_num_new(&numbers2, 0, 4);
	bpf_local_irq_save(&irq3);
	sum += 3;
	counted4 = obj_new(struct item);
	counted4_too = counted4 ? refcount_acquire(counted4) : 0;
	if (!(counted4)) {
		return 0;
	}
	counted5 = obj_new(struct item);
	counted5_too = counted5 ? refcount_acquire(counted5) : 0;
	if (!(counted5)) {
		obj_drop(counted4);
		if (counted4_too) obj_drop(counted4_too);
		return 0;
	}
	counted4->key = n;
	obj_drop(counted4);
	if (counted4_too) obj_drop(counted4_too);
	obj_drop(counted5);
	if (counted5_too) obj_drop(counted5_too);
	bpf_local_irq_restore(&irq3);
	bpf_iter_num_new(&numbers6, 0, 4);
	while ((numbers6_at = bpf_iter_num_next(&numbers6))) sum += *numbers6_at;
	bpf_iter_num_next(&numbers6);
	bpf_iter_num_destroy(&numbers6);
	bpf_iter_num_destroy(&numbers2);
	bpf_spin_lock(&tree_lock);
	removed7_node = bpf_rbtree_first(&tree);
	if (removed7_node) removed7_node = bpf_rbtree_remove(&tree, removed7_node);
	bpf_spin_unlock(&tree_lock);
	removed7 = removed7_node ? container_of(removed7_node, struct item, tree) : 0;
	if (removed7) {
		removed7->key = n;
		sum += removed7->key;
		sub_42_8(n);
		obj_drop(removed7);
	}
	total = sum + i + high + mode + m;
	return 0;
}

const volatile struct limits cfg_43 = {.kind = 2};
SEC("tp_btf/task_newtask")
int BPF_PROG(p_43, struct task_struct *task, u64 flags)
{
	u32 n = flags;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	u32 hoard1_key = 0; struct kept *hoard1 = 0; struct bpf_cpumask *hoard1_mask = 0;
	struct bpf_dynptr clone2 = {}; char *clone2_part = 0; u64 *clone2_word = 0; struct bpf_dynptr clone2_of = {};
	struct plain *record3 = 0;
	u32 hoard4_key = 0; struct kept *hoard4 = 0; struct bpf_cpumask *hoard4_mask = 0;
	u32 stash5_key = 0; struct kept *stash5 = 0; struct task_struct *stash5_task = 0;
	struct bpf_dynptr clone6 = {}; char *clone6_part = 0; u64 *clone6_word = 0; struct bpf_dynptr clone6_of = {};

	for (i = 0; i < 3; i++) {
		if (n & 1) {
			if (!(n > 10 && m > 10)) {
				sum += bpf_get_smp_processor_id();
				total += m;
			}
			for (i = 0; i < 3; i++) {
				sum ^= bpf_ktime_get_ns();
			}
		} else {
			sum ^= bpf_ktime_get_ns();
		}
	}
	hoard1 = bpf_map_lookup_elem(&kept, &hoard1_key);
	hoard1_mask = hoard1 ? bpf_cpumask_create() : 0;
	if (hoard1_mask) {
		bpf_cpumask_set_cpu(0, hoard1_mask);
		bpf_dynptr_from_mem(buffer, sizeof(buffer), 0, &clone2_of);
		bpf_dynptr_clone(&clone2_of, &clone2);
		sum += 1;
		if (n > 10 && m > 10) {
			record3 = bpf_ringbuf_reserve(&ring, sizeof(*record3), 0);
			if (!(record3)) {
				return 0;
			}
			record3->value = 1;
			sum ^= bpf_ktime_get_ns();
			bpf_ringbuf_submit(record3, 0);
			hoard4 = bpf_map_lookup_elem(&kept, &hoard4_key);
			hoard4_mask = hoard4 ? bpf_cpumask_create() : 0;
			if (hoard4_mask) {
				bpf_cpumask_set_cpu(0, hoard4_mask);
				hoard4_mask = bpf_kptr_xchg(&hoard4->mask, hoard4_mask);
				if (hoard4_mask) bpf_cpumask_release(hoard4_mask);
			}
		}
		hoard1_mask = bpf_kptr_xchg(&hoard1->mask, hoard1_mask);
		if (hoard1_mask) bpf_cpumask_release(hoard1_mask);
	}
	stash5 = bpf_map_lookup_elem(&kept, &stash5_key);
	stash5_task = stash5 ? bpf_kptr_xchg(&stash5->task, NULL) : 0;
	if (!(stash5_task)) {
		return 0;
	}
	bpf_dynptr_from_mem(buffer, sizeof(buffer), 0, &clone6_of);
	bpf_dynptr_clone(&clone6_of, &clone6);
	if (clone6_word) sum += *clone6_word;
	sum += stash5_task->pid;
	clone6_word = bpf_dynptr_data(&clone6, 0, 8);
	sum += bpf_dynptr_is_null(&clone6);
	stash5_task = bpf_kptr_xchg(&stash5->task, stash5_task);
	if (stash5_task) bpf_task_release(stash5_task);
	sum += 1;
	total = sum + i + high + mode + m;
	return 0;
}

SEC("raw_tp/sys_enter")
int p_44(struct bpf_raw_tracepoint_args *ctx)
{
	u32 n = ctx->args[1];
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	u32 hoard1_key = 0; struct kept *hoard1 = 0; struct bpf_cpumask *hoard1_mask = 0;

	if ((n & 3) == 1) {
		hoard1 = bpf_map_lookup_elem(&kept, &hoard1_key);
		hoard1_mask = hoard1 ? bpf_cpumask_create() : 0;
	}
	sum ^= bpf_ktime_get_ns();
	if (((n & 3) == 1) && hoard1_mask) {
		hoard1_mask = bpf_kptr_xchg(&hoard1->mask, hoard1_mask);
		if (hoard1_mask) bpf_cpumask_release(hoard1_mask);
	}
	total = sum + i + high + mode + m;
	return 0;
}

static int callback_45_1(u32 index, u64 *context)
{
	u32 n = index;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct bpf_iter_num numbers2; int *numbers2_at = 0;

	bpf_iter_num_new(&numbers2, 0, 4);
	if (n == 2) {
		bpf_iter_num_destroy(&numbers2);
		return 0;
	}
	bpf_iter_num_next(&numbers2);
	bpf_iter_num_destroy(&numbers2);
	total = sum + i + high + mode + m;
	return 0;
}

SEC("tc")
int p_45(struct __sk_buff *ctx)
{
	u32 n = ctx->len;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct item *item3 = 0;
	struct bpf_dynptr sample4 = {}; char *sample4_part = 0; u64 *sample4_word = 0;
	struct plain *record5 = 0;
	struct item *item6 = 0;

	bpf_loop(n & 7, callback_45_1, &sum, 0);
	item3 = obj_new(struct item);
	if (!(item3)) {
		return 0;
	}
	item3->key = n;
	sum += item3->key;
	bpf_ringbuf_reserve_dynptr(&ring, 16, 0, &sample4);
	sum += bpf_dynptr_size(&sample4);
	sample4_part = bpf_dynptr_slice(&sample4, 0, buffer, 8);
	if (sample4_part) sum += *sample4_part;
	bpf_ringbuf_discard_dynptr(&sample4, 0);
	record5 = bpf_ringbuf_reserve(&ring, sizeof(*record5), 0);
	if (!(record5)) {
		return 0;
	}
	item6 = obj_new(struct item);
	if (!(item6)) {
		bpf_ringbuf_discard(record5, 0);
		return 0;
	}
	record5->value = 1;
	record5->key = n;
	item6->key = n;
	bpf_ringbuf_discard(record5, 0);
	obj_drop(item6);
	obj_drop(item3);
	total = sum + i + high + mode + m;
	return 0;
}

const volatile struct limits cfg_46 = {.on = true};
SEC("raw_tp/sys_enter")
int p_46(struct bpf_raw_tracepoint_args *ctx)
{
	u32 n = ctx->args[1];
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	u32 stash1_key = 0; struct kept *stash1 = 0; struct task_struct *stash1_task = 0;
	struct task_struct *task2 = 0;
	u32 stash3_key = 0; struct kept *stash3 = 0; struct task_struct *stash3_task = 0;
	struct bpf_cpumask *mask4 = 0;
	struct plain *record5 = 0;

	stash1 = bpf_map_lookup_elem(&kept, &stash1_key);
	stash1_task = stash1 ? bpf_kptr_xchg(&stash1->task, NULL) : 0;
	if (stash1_task) {
		sum += stash1_task->pid;
		stash1_task = bpf_kptr_xchg(&stash1->task, stash1_task);
		if (stash1_task) bpf_task_release(stash1_task);
	}
	task2 = bpf_task_acquire(bpf_get_current_task_btf());
	if (task2) {
		stash3 = bpf_map_lookup_elem(&kept, &stash3_key);
		stash3_task = stash3 ? bpf_kptr_xchg(&stash3->task, NULL) : 0;
		if (!(stash3_task)) {
			return 0;
		}
		if (!(stash3_task)) {
			return 0;
		}
		sum += stash3_task->pid;
		mask4 = bpf_cpumask_create();
		if (mask4) {
			bpf_cpumask_set_cpu(1, mask4);
			sum += bpf_cpumask_first(&mask4->cpumask);
			total += m;
			bpf_probe_read_kernel(buffer, 8, &total);
			bpf_cpumask_release(mask4);
		}
		bpf_task_release(stash3_task);
		bpf_task_release(task2);
	}
	record5 = bpf_ringbuf_reserve(&ring, sizeof(*record5), 0);
	if (record5) {
		record5->value = 1;
		bpf_ringbuf_discard(record5, 0);
	}
	total = sum + i + high + mode + m;
	return 0;
}

SEC("raw_tp/sys_enter")
int p_47(struct bpf_raw_tracepoint_args *ctx)
{
	u32 n = ctx->args[1];
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct bpf_cpumask *shared1 = 0; struct bpf_cpumask *shared1_too = 0;
	struct task_struct *task2 = 0;
	struct task_struct *section3 = 0;

	shared1 = bpf_cpumask_create();
	shared1_too = shared1 ? bpf_cpumask_acquire(shared1) : 0;
	if (shared1) {
		bpf_cpumask_set_cpu(1, shared1);
		if (shared1_too) bpf_cpumask_release(shared1_too);
		bpf_cpumask_release(shared1);
	}
	task2 = bpf_task_from_pid(n);
	if (!(task2)) {
	}
	bpf_rcu_read_lock();
	section3 = bpf_get_current_task_btf()->real_parent;
	sum += task2->tgid;
	sum += section3->cgroups->dfl_cgrp->level;
	sum += section3->pid;
	bpf_rcu_read_unlock();
	bpf_task_release(task2);
	total += m;
	total = sum + i + high + mode + m;
	return 0;
}

SEC("tc")
int p_48(struct __sk_buff *ctx)
{
	u32 n = ctx->mark;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct plain *record1 = 0;
	int res2 = -1;
	int res3 = -1;
	struct plain *record4 = 0;
	struct bpf_dynptr sample5 = {}; char *sample5_part = 0; u64 *sample5_word = 0;
	struct item *counted6 = 0; struct item *counted6_too = 0;
	struct plain *record7 = 0;
	u32 timer8_key = 0; struct timers *timer8 = 0;
	struct item *removed9 = 0; struct bpf_rb_node *removed9_node = 0;
	struct cgroup *above10 = 0; struct cgroup *above10_of = 0;

	record1 = bpf_ringbuf_reserve(&ring, sizeof(*record1), 0);
	if (!(record1)) {
		return 0;
	}
	res2 = bpf_res_spin_lock(&res_lock);
	if (!(!res2)) {
		return 0;
	}
	sum += 5;
	res3 = bpf_res_spin_lock(&res_lock);
	if (!(!res3)) {
		return 0;
	}
	if (n > 10 && m > 10) {
		bpf_res_spin_unlock(&res_lock);
		return 0;
	}
	bpf_res_spin_unlock(&res_lock);
	record4 = bpf_ringbuf_reserve(&ring, sizeof(*record4), 0);
	if (!(record4)) {
		return 0;
	}
	record4->key = n;
	bpf_map_lookup_elem(&locked, &(u32){0});
	bpf_ringbuf_discard(record4, 0);
	bpf_res_spin_unlock(&res_lock);
	bpf_ringbuf_discard(record1, 0);
	bpf_ringbuf_reserve_dynptr(&ring, 16, 0, &sample5);
	bpf_dynptr_read(buffer, 8, &sample5, 0, 0);
	if (n == 2) {
		counted6 = obj_new(struct item);
		counted6_too = counted6 ? refcount_acquire(counted6) : 0;
		if (!(counted6)) {
			return 0;
		}
		record7 = bpf_ringbuf_reserve(&ring, sizeof(*record7), 0);
		if (!(record7)) {
			bpf_spin_lock(&lock);
			push_front(&items, &counted6->list);
			bpf_spin_unlock(&lock);
			if (counted6_too) obj_drop(counted6_too);
			return 0;
		}
		record7->key = n;
		counted6->key = n;
		bpf_spin_lock(&lock);
		push_front(&items, &counted6->list);
		bpf_spin_unlock(&lock);
		if (counted6_too) obj_drop(counted6_too);
		bpf_ringbuf_submit(record7, 0);
	}
	bpf_ringbuf_submit_dynptr(&sample5, 0);
	timer8 = bpf_map_lookup_elem(&timers, &timer8_key);
	if (timer8) {
		bpf_timer_init(&timer8->timer, &timers, CLOCK_MONOTONIC);
		bpf_spin_lock(&tree_lock);
		removed9_node = bpf_rbtree_first(&tree);
		if (removed9_node) removed9_node = bpf_rbtree_remove(&tree, removed9_node);
		bpf_spin_unlock(&tree_lock);
		removed9 = removed9_node ? container_of(removed9_node, struct item, tree) : 0;
		if (removed9) {
			if (n > 10 && m > 10) {
				above10_of = bpf_cgroup_from_id(1);
				above10 = above10_of ? bpf_cgroup_ancestor(above10_of, 1) : 0;
			}
			bpf_probe_read_kernel(buffer, 8, &total);
			if ((n > 10 && m > 10) && above10) {
				bpf_cgroup_release(above10);
				bpf_cgroup_release(above10_of);
			}
			obj_drop(removed9);
		}
		bpf_timer_cancel(&timer8->timer);
	}
	total = sum + i + high + mode + m;
	return 0;
}

static __always_inline int sub_49_5(u32 given)
{
	u32 n = given;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct bpf_dynptr sample6 = {}; char *sample6_part = 0; u64 *sample6_word = 0;
	struct bpf_dynptr sample7 = {}; char *sample7_part = 0; u64 *sample7_word = 0;
	struct bpf_iter_num numbers8; int *numbers8_at = 0;
	unsigned long irq9;

	bpf_ringbuf_reserve_dynptr(&ring, 16, 0, &sample6);
	bpf_ringbuf_reserve_dynptr(&ring, 16, 0, &sample7);
	bpf_dynptr_read(buffer, 8, &sample6, 0, 0);
	sum += bpf_dynptr_size(&sample7);
	bpf_ringbuf_discard_dynptr(&sample7, 0);
	bpf_ringbuf_submit_dynptr(&sample6, 0);
	bpf_iter_num_new(&numbers8, 0, 4);
	while ((numbers8_at = bpf_iter_num_next(&numbers8))) sum += *numbers8_at;
	bpf_local_irq_save(&irq9);
	if ((int)n < 0) {
		bpf_local_irq_restore(&irq9);
		return 0;
	}
	sum += 3;
	bpf_local_irq_restore(&irq9);
	bpf_for(i, 0, n) {
		bpf_probe_read_kernel(buffer, 8, &total);
	}
	bpf_iter_num_destroy(&numbers8);
	total = sum + i + high + mode + m;
	return 0;
}

SEC("xdp")
int p_49(struct xdp_md *ctx)
{
	u32 n = ctx->ingress_ifindex;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct bpf_dynptr sample1 = {}; char *sample1_part = 0; u64 *sample1_word = 0;
	unsigned long irq2;
	unsigned long irq3;
	u32 timer4_key = 0; struct timers *timer4 = 0;

	bpf_ringbuf_reserve_dynptr(&ring, 16, 0, &sample1);
	sum += bpf_dynptr_size(&sample1);
	bpf_local_irq_save(&irq2);
	bpf_local_irq_save(&irq3);
	sum += 3;
	bpf_local_irq_restore(&irq3);
	bpf_local_irq_restore(&irq2);
	if (!(high)) {
		timer4 = bpf_map_lookup_elem(&timers, &timer4_key);
	}
	bpf_probe_read_kernel(buffer, 8, &total);
	if ((!(high)) && timer4) {
		bpf_timer_cancel(&timer4->timer);
	}
	bpf_ringbuf_submit_dynptr(&sample1, 0);
	sub_49_5(n);
	bpf_preempt_disable();
	sum += 2;
	bpf_for(i, 0, 4) {
		bpf_repeat(3) {
			bpf_probe_read_kernel(buffer, 8, &total);
		}
		if (high) {
			break;
		}
	}
	bpf_preempt_enable();
	total = sum + i + high + mode + m;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(p_50, struct task_struct *task, u64 flags)
{
	u32 n = flags;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	int res1 = -1;
	struct plain *record2 = 0;

	res1 = bpf_res_spin_lock(&res_lock);
	if (!(!(!res1))) {
		return 0;
	}
	record2 = bpf_ringbuf_reserve(&ring, sizeof(*record2), 0);
	bpf_res_spin_unlock(&res_lock);
	record2->value = 1;
	bpf_ringbuf_submit(record2, 0);
	bpf_res_spin_unlock(&res_lock);
	total = sum + i + high + mode + m;
	return 0;
}

const volatile bool cfg_51;
static __noinline int sub_51_1(u32 given)
{
	u32 n = given;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct item *popped2 = 0; struct bpf_list_node *popped2_node = 0;
	unsigned long irq3;
	unsigned long irq4;

	if (n == 2 || n == 3) {
		bpf_spin_lock(&lock);
		popped2_node = bpf_list_pop_front(&items);
		bpf_spin_unlock(&lock);
		popped2 = popped2_node ? container_of(popped2_node, struct item, list) : 0;
	}
	bpf_local_irq_save(&irq3);
	sum += 3;
	sum ^= bpf_ktime_get_ns();
	bpf_local_irq_restore(&irq3);
	if (popped2) {
		obj_drop(popped2);
	}
	if (n == 2 || n == 3) {
		bpf_local_irq_save(&irq4);
		sum += 3;
		sum += bpf_get_smp_processor_id();
		bpf_local_irq_restore(&irq4);
	}
	total = sum + i + high + mode + m;
	return 0;
}

static int callback_51_6(u32 index, u64 *context)
{
	u32 n = index;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	unsigned long irq7;
	u32 work8_key = 0; struct works *work8 = 0;
	u32 work9_key = 0; struct works *work9 = 0;

	bpf_local_irq_save(&irq7);
	sum += 3;
	bpf_probe_read_kernel(buffer, 8, &total);
	bpf_local_irq_restore(&irq7);
	work8 = bpf_map_lookup_elem(&works, &work8_key);
	if (!(work8)) {
		return 0;
	}
	work9 = bpf_map_lookup_elem(&works, &work9_key);
	if (!(work9)) {
		bpf_wq_start(&work8->work, 0);
		return 0;
	}
	work8->count++;
	bpf_wq_init(&work9->work, &works, 0);
	bpf_wq_start(&work9->work, 0);
	bpf_wq_start(&work8->work, 0);
	total = sum + i + high + mode + m;
	return 0;
}

SEC("tc")
int p_51(struct __sk_buff *ctx)
{
	u32 n = ctx->mark;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;

	sub_51_1(n);
	if (!(cfg_51)) {
		bpf_loop(n & 7, callback_51_6, &sum, 0);
	} else {
		if (high) {
			bpf_spin_lock(&lock);
		}
		sum ^= bpf_ktime_get_ns();
		if (high) {
			bpf_spin_unlock(&lock);
		}
	}
	total = sum + i + high + mode + m;
	return 0;
}

SEC("raw_tp/sys_enter")
int p_52(struct bpf_raw_tracepoint_args *ctx)
{
	u32 n = ctx->args[1];
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	unsigned long irq1;
	struct task_struct *section2 = 0;
	struct bpf_dynptr memory3 = {}; char *memory3_part = 0; u64 *memory3_word = 0;
	struct bpf_cpumask *shared4 = 0; struct bpf_cpumask *shared4_too = 0;

	bpf_repeat(3) {
		bpf_local_irq_save(&irq1);
		bpf_rcu_read_lock();
		section2 = bpf_get_current_task_btf()->real_parent;
		sum += section2->pid;
		sum += 3;
		bpf_rcu_read_unlock();
		bpf_local_irq_restore(&irq1);
	}
	bpf_dynptr_from_mem(buffer, sizeof(buffer), 0, &memory3);
	bpf_dynptr_read(buffer, 8, &memory3, 0, 0);
	for (i = 0; i < 3; i++) {
		if (!(m & 4)) {
			shared4 = bpf_cpumask_create();
			shared4_too = shared4 ? bpf_cpumask_acquire(shared4) : 0;
		}
		sum ^= bpf_ktime_get_ns();
		if ((!(m & 4)) && shared4) {
			if (shared4_too) bpf_cpumask_release(shared4_too);
			bpf_cpumask_release(shared4);
		}
		if (!(!(m & 4))) {
			break;
		}
	}
	sum += 1;
	total = sum + i + high + mode + m;
	return 0;
}

const volatile struct limits cfg_53 = {.on = true};
SEC("tc")
int p_53(struct __sk_buff *ctx)
{
	u32 n = ctx->len;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	u32 value1_key = 0; struct locked *value1 = 0;

	bpf_map_lookup_elem(&locked, &(u32){0});
	if (cfg_53.mode != MODE_ONE) {
		value1 = bpf_map_lookup_elem(&locked, &value1_key);
		if (value1) bpf_spin_lock(&value1->lock);
	}
	if ((cfg_53.mode != MODE_ONE) && value1) {
		value1->count++;
		sum += value1->count;
	}
	bpf_map_lookup_elem(&locked, &(u32){0});
	if ((cfg_53.mode != MODE_ONE) && value1) {
		bpf_spin_unlock(&value1->lock);
	}
	total = sum + i + high + mode + m;
	return 0;
}

static bool cfg_54;
__weak int sub_54_1(u32 given)
{
	u32 n = given;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct cgroup *above2 = 0; struct cgroup *above2_of = 0;
	int res3 = -1;
	struct plain *record4 = 0;

	above2_of = bpf_cgroup_from_id(1);
	above2 = above2_of ? bpf_cgroup_ancestor(above2_of, 1) : 0;
	if (above2) {
		sum += above2->level;
		sum += bpf_get_smp_processor_id();
		bpf_cgroup_release(above2);
	} else {
		if (above2_of) bpf_cgroup_release(above2_of);
	}
	res3 = bpf_res_spin_lock(&res_lock);
	if (!(!res3)) {
		return 0;
	}
	record4 = bpf_ringbuf_reserve(&ring, sizeof(*record4), 0);
	if (!(record4)) {
		bpf_res_spin_unlock(&res_lock);
		return 0;
	}
	record4->value = 1;
	sum += 5;
	bpf_ringbuf_discard(record4, 0);
	bpf_res_spin_unlock(&res_lock);
	total = sum + i + high + mode + m;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(p_54, struct task_struct *task, u64 flags)
{
	u32 n = flags;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;

	sub_54_1(n);
	total = sum + i + high + mode + m;
	return 0;
}

const struct limits cfg_55 = {.on = true, .kind = 3};
SEC("xdp")
int p_55(struct xdp_md *ctx)
{
	u32 n = ctx->ingress_ifindex;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	u32 timer1_key = 0; struct timers *timer1 = 0;
	struct item *removed2 = 0; struct bpf_rb_node *removed2_node = 0;

	timer1 = bpf_map_lookup_elem(&timers, &timer1_key);
	if (!(timer1)) {
		return 0;
	}
	bpf_timer_init(&timer1->timer, &timers, CLOCK_MONOTONIC);
	bpf_timer_cancel(&timer1->timer);
	bpf_spin_lock(&tree_lock);
	removed2_node = bpf_rbtree_first(&tree);
	if (removed2_node) removed2_node = bpf_rbtree_remove(&tree, removed2_node);
	bpf_spin_unlock(&tree_lock);
	removed2 = removed2_node ? container_of(removed2_node, struct item, tree) : 0;
	if (removed2) {
		if (!(n > 5 && n < 9)) {
			obj_drop(removed2);
			return 0;
		}
		sum += removed2->key;
		removed2->key = n;
		obj_drop(removed2);
	}
	total = sum + i + high + mode + m;
	return 0;
}

const volatile struct limits cfg_56;
SEC("xdp")
int p_56(struct xdp_md *ctx)
{
	u32 n = ctx->ingress_ifindex;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct bpf_dynptr sample1 = {}; char *sample1_part = 0; u64 *sample1_word = 0;
	struct task_struct *task2 = 0;
	struct task_struct *task3 = 0;

	if (mode == MODE_ONE) {
		bpf_ringbuf_reserve_dynptr(&ring, 16, 0, &sample1);
	}
	sum += bpf_get_smp_processor_id();
	if (mode == MODE_ONE) {
		bpf_ringbuf_discard_dynptr(&sample1, 0);
	}
	if (mode != MODE_TWO) {
		task2 = bpf_task_from_pid(n);
	}
	if (task2) {
		sum += task2->tgid;
	}
	sum += bpf_get_smp_processor_id();
	if (task2) {
		bpf_task_release(task2);
	}
	if (mode != MODE_TWO) {
		if (mode == MODE_ONE) {
			bpf_preempt_disable();
		}
		bpf_map_lookup_elem(&locked, &(u32){0});
		if (mode == MODE_ONE) {
			bpf_preempt_enable();
		}
	} else {
		for (i = 0; i < 3; i++) {
			task3 = bpf_task_from_pid(n);
			if (!(task3)) {
				return 0;
			}
			sum += n;
			bpf_task_release(task3);
		}
	}
	total = sum + i + high + mode + m;
	return 0;
}

const volatile bool cfg_57;
static __always_inline int sub_57_3(u32 given)
{
	u32 n = given;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct item *popped4 = 0; struct bpf_list_node *popped4_node = 0;
	unsigned long irq5;

	bpf_spin_lock(&lock);
	popped4_node = bpf_list_pop_front(&items);
	bpf_spin_unlock(&lock);
	popped4 = popped4_node ? container_of(popped4_node, struct item, list) : 0;
	if (!(popped4)) {
		return 0;
	}
	bpf_local_irq_save(&irq5);
	popped4->key = n;
	bpf_local_irq_restore(&irq5);
	obj_drop(popped4);
	obj_drop(popped4);
	total = sum + i + high + mode + m;
	return 0;
}

SEC("syscall")
int p_57(void *ctx)
{
	u32 n = bpf_get_prandom_u32();
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct bpf_iter_task tasks1; struct task_struct *tasks1_at = 0;
	struct item *popped2 = 0; struct bpf_list_node *popped2_node = 0;
	struct bpf_iter_task tasks6; struct task_struct *tasks6_at = 0;
	struct plain *record7 = 0;
	struct item *popped8 = 0; struct bpf_list_node *popped8_node = 0;
	struct task_struct *task9 = 0;

	bpf_rcu_read_lock();
	bpf_iter_task_new(&tasks1, 0, BPF_TASK_ITER_ALL_PROCS);
	while ((tasks1_at = bpf_iter_task_next(&tasks1))) sum += tasks1_at->pid;
	bpf_repeat(3) {
		bpf_for(i, 0, n) {
			sum ^= bpf_ktime_get_ns();
			sum ^= bpf_ktime_get_ns();
		}
	}
	bpf_iter_task_destroy(&tasks1);
	bpf_rcu_read_unlock();
	bpf_spin_lock(&lock);
	popped2_node = bpf_list_pop_front(&items);
	bpf_spin_unlock(&lock);
	popped2 = popped2_node ? container_of(popped2_node, struct item, list) : 0;
	if (popped2) {
		popped2->key = n;
		sub_57_3(n);
		bpf_rcu_read_lock();
		bpf_iter_task_new(&tasks6, 0, BPF_TASK_ITER_ALL_PROCS);
		record7 = bpf_ringbuf_reserve(&ring, sizeof(*record7), 0);
		if (!(record7)) {
			bpf_iter_task_destroy(&tasks6);
			bpf_rcu_read_unlock();
			return 0;
		}
		while ((tasks6_at = bpf_iter_task_next(&tasks6))) sum += tasks6_at->pid;
		record7->value = 1;
		bpf_iter_task_destroy(&tasks6);
		bpf_rcu_read_unlock();
		bpf_ringbuf_discard(record7, 0);
		obj_drop(popped2);
	}
	bpf_spin_lock(&lock);
	popped8_node = bpf_list_pop_front(&items);
	bpf_spin_unlock(&lock);
	popped8 = popped8_node ? container_of(popped8_node, struct item, list) : 0;
	if (!(popped8)) {
		return 0;
	}
	sum += popped8->key;
	popped8->key = n;
	task9 = bpf_task_from_pid(n);
	if (task9) {
		sum += task9->pid;
		sum += task9->tgid;
		sum += bpf_get_smp_processor_id();
		bpf_task_release(task9);
	}
	obj_drop(popped8);
	total = sum + i + high + mode + m;
	return 0;
}

const volatile bool cfg_58;
static __noinline int sub_58_1(u32 given)
{
	u32 n = given;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct cgroup *cgroup2 = 0;
	u32 stash3_key = 0; struct kept *stash3 = 0; struct task_struct *stash3_task = 0;

	cgroup2 = bpf_cgroup_from_id(n);
	if (!(cgroup2)) {
		return 0;
	}
	sum += cgroup2->level;
	sum += n;
	stash3 = bpf_map_lookup_elem(&kept, &stash3_key);
	stash3_task = stash3 ? bpf_kptr_xchg(&stash3->task, NULL) : 0;
	if (!(stash3_task)) {
		return 0;
	}
	if (!(stash3_task)) {
		return 0;
	}
	sum += stash3_task->pid;
	sum += bpf_get_smp_processor_id();
	total += m;
	bpf_task_release(stash3_task);
	bpf_cgroup_release(cgroup2);
	total = sum + i + high + mode + m;
	return 0;
}

SEC("tc")
int p_58(struct __sk_buff *ctx)
{
	u32 n = ctx->mark;
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	struct bpf_dynptr packet4 = {}; char *packet4_part = 0; u64 *packet4_word = 0;

	sub_58_1(n);
	bpf_dynptr_from_skb((void *)ctx, 0, &packet4);
	if (high) {
		sum += 1;
		return 0;
	}
	sum += 1;
	total = sum + i + high + mode + m;
	return 0;
}

const volatile struct limits cfg_59 = {.on = true};
SEC("syscall")
int p_59(void *ctx)
{
	u32 n = bpf_get_prandom_u32();
	u32 m = bpf_get_prandom_u32();
	bool high = n > 7;
	enum mode mode = classify(m);
	u64 sum = 0;
	int i = 0;
	u32 timer1_key = 0; struct timers *timer1 = 0;

	timer1 = bpf_map_lookup_elem(&timers, &timer1_key);
	sum += bpf_get_smp_processor_id();
	if ((n == m) && timer1) {
		bpf_timer_cancel(&timer1->timer);
	}
	total = sum + i + high + mode + m;
	return 0;
}
