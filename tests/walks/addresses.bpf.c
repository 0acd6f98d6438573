// What becomes of addresses in arithmetic, comparisons and casts, and of trust along members.
#include "common.h"

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

static int array[8];
static const char *names[] = { "a", "b" };

PROGRAM(operators)
{
	int x = ANY, *p = array;
	u64 n = (u64)p, r;

	r = n + 8;
	r = n - 8;
	r = n | 0;
	r = n & ~0ULL;
	r = n ^ 0;
	r = n * 1;
	r = n << 0;
	r = 8 + n;
	r = n == (u64)&array[2];
	r = (u64)&array[3] - n;
	p = (int *)(n + 4);
	p = p + x;
	p[0] = 3;
	return (u32)r + (p > array) + !p;
}

PROGRAM(compared)
{
	int *p = &array[1], *q = ANY ? p : 0;
	int r = 0;

	if (p)
		r = 1;
	if (p == q)
		r += 2;
	if (q != 0)
		r += *q;
	if (q < p)
		r += 4;
	if ((u64)q > 100)
		r += 8;
	return r;
}

PROGRAM(indexed)
{
	u32 i = ANY & 7, j = ANY;
	int *p = &array[i];

	array[i] = 1;
	p[-1] = 2;
	*(p + 1) = 3;
	if (j < 8)
		array[j] = 4;
	if (i < 2)
		return names[i][0];
	return array[7 - i] + *p;
}

SEC("tp_btf/task_newtask") int members(u64 *ctx)
{
	struct task_struct *task = (void *)ctx[0];
	struct task_struct *parent = task->real_parent, *leader;
	struct mm_struct *mm = task->mm;
	char *comm = task->comm;
	const struct cred *cred = task->real_cred;
	struct css_set *groups;
	int r = comm[0] + ANY;

	leader = parent->group_leader;
	r += leader->pid;
	bpf_rcu_read_lock();
	groups = task->cgroups;
	if (groups)
		r += groups->nr_tasks;
	leader = task->group_leader;
	parent = task->real_parent;
	if (parent)
		r += parent->pid;
	bpf_rcu_read_unlock();
	if (mm && cred)
		r += cred->uid.val;
	return task->cgroups ? r : parent->pid;
}

SEC("lsm/bprm_committed_creds") int walked(u64 *ctx)
{
	struct linux_binprm *bprm = (void *)ctx[0];
	const char *name = bprm->filename;
	struct file *file = bprm->file;
	struct inode *inode = file->f_inode;
	struct dentry *dentry = file->f_path.dentry;

	if (dentry && dentry->d_inode)
		return inode->i_ino == dentry->d_inode->i_ino;
	return name[0] == 'a' ? 0 : ANY & 0;
}

char _license[] SEC("license") = "GPL";
