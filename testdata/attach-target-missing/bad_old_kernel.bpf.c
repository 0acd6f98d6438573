// bpflint: kernel=6.1
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("tp_btf/block_io_start")
int BPF_PROG(on_start, struct request *rq) // expect: BP508
{
	return 0;
}

SEC("iter/kmem_cache")
int dump_caches(struct bpf_iter__kmem_cache *ctx) // expect: BP508
{
	return 0;
}

SEC("lsm/bdev_setintegrity")
int BPF_PROG(on_integrity, struct block_device *bdev, int type, const void *value, unsigned long size) // expect: BP508
{
	return 0;
}

SEC("raw_tp/block_io_done")
int on_done(void *ctx) // expect: BP508 note
{
	return 0;
}

SEC("struct_ops/dispatch")
void BPF_PROG(dispatch, s32 cpu, struct task_struct *prev)
{
}

SEC(".struct_ops") // expect: BP508
struct sched_ext_ops ops = {
	.dispatch = (void *)dispatch,
	.name = "old",
};

char _license[] SEC("license") = "GPL";
