// bpflint: kernel=6.1
/* Two ways to one purpose, of which the loader takes one: a note, and no error. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

static __noinline int account(struct request *rq)
{
	bpf_printk("done");
	return 0;
}

SEC("fentry/blk_account_io_done")
int BPF_PROG(on_old_done, struct request *rq) // silent: 6.1 has it
{
	return account(rq);
}

SEC("tp_btf/block_io_done")
int BPF_PROG(on_done, struct request *rq) // expect: BP508 note
{
	return account(rq);
}

char _license[] SEC("license") = "GPL";
