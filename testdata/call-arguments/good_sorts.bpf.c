// bpflint: kernel=6.18
#define BPF_NO_KFUNC_PROTOTYPES
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;
extern void *bpf_dynptr_slice(const struct bpf_dynptr *p, u64 offset, void *buffer, u64 size) __ksym;

struct entry {
	long data[2];
	struct bpf_timer timer;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, long);
	__type(value, struct entry);
} entries SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, long);
} storage SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, long);
} sockets SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_SOCKHASH);
	__uint(max_entries, 16);
	__type(key, int);
	__type(value, int);
} redirected SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

long scratch[2];
const long magic[2] = {1, 2};

SEC("tp_btf/task_newtask")
int BPF_PROG(objects, struct task_struct *task)
{
	struct task_struct *p;
	long *stored = bpf_task_storage_get(&storage, task->real_parent, 0, 0); // silent: RCU keeps it

	if (!stored)
		return 0;
	*stored += bpf_strncmp(task->comm, 8, "kthread"); // silent: trusted, and only read
	p = bpf_task_acquire(task);
	if (p)
		bpf_task_release(p);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(memory)
{
	struct bpf_dynptr record;
	struct entry *entry;

	bpf_ringbuf_output(&events, (void *)magic, 16, 0); // silent: helpers read constants
	bpf_ringbuf_reserve_dynptr(&events, 16, 0, &record);
	bpf_dynptr_slice(&record, 0, scratch, 16); // silent: a variable to read and write
	bpf_ringbuf_discard_dynptr(&record, 0);
	entry = bpf_map_lookup_elem(&entries, magic); // silent: a key in a constant
	if (entry)
		bpf_timer_init(&entry->timer, &entries, 1);
	return 0;
}

SEC("tc")
int by_socket(struct __sk_buff *skb)
{
	struct bpf_sock *sk = skb->sk;
	int key = 0;

	if (!sk)
		return 0;
	sk = bpf_sk_fullsock(sk); // silent: sockets of the verifier's own types
	if (!sk)
		return 0;
	bpf_map_update_elem(&redirected, &key, sk, 0); // silent: the value of such a map is a socket
	return 0;
}

SEC("cgroup/setsockopt")
int of_socket(struct bpf_sockopt *ctx)
{
	char name[16];

	bpf_getsockopt(ctx->sk, 6, 13, name, sizeof(name)); // silent: here it takes the socket, elsewhere the context
	return 1;
}

SEC("iter/bpf_sk_storage_map")
int of_iterator(struct bpf_iter__bpf_sk_storage_map *ctx)
{
	struct sock *sk = ctx->sk;

	if (sk)
		bpf_sk_storage_delete(&sockets, sk); // silent: a socket of the kernel
	return 0;
}

char _license[] SEC("license") = "GPL";
