#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

extern int bpf_wq_init(struct bpf_wq *wq, void *p__map, unsigned int flags) __ksym;
extern int bpf_wq_start(struct bpf_wq *wq, unsigned int flags) __ksym;
extern int bpf_wq_set_callback_impl(struct bpf_wq *wq, int (*cb)(void *map, int *key, void *value), unsigned int flags,
				    void *aux__prog) __ksym;

struct work {
	struct bpf_wq wq;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct work);
} works SEC(".maps");

static int read_byte(void *map, int *key, void *value)
{
	char byte;

	bpf_copy_from_user(&byte, 1, NULL); // silent: work queues may sleep
	return 0;
}

SEC("tc")
int later(struct __sk_buff *skb)
{
	int key = 0;
	struct work *work = bpf_map_lookup_elem(&works, &key);

	if (!work || bpf_wq_init(&work->wq, &works, 0) || bpf_wq_set_callback_impl(&work->wq, read_byte, 0, NULL)) // expect: KF305
		return 0;
	bpf_wq_start(&work->wq, 0);
	return 0;
}

SEC("uprobe.s")
int may_sleep(struct pt_regs *ctx)
{
	char byte;

	bpf_copy_from_user(&byte, 1, (void *)PT_REGS_PARM1(ctx));
	return 0;
}

SEC("kprobe/do_nanosleep")
int does_not_sleep(struct pt_regs *ctx)
{
	char byte;

	bpf_probe_read_user(&byte, 1, (void *)PT_REGS_PARM1(ctx));
	return 0;
}
