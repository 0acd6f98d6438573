// bpflint: kernel=7.3
// To the verifier, what a kfunc returns as `void *` is a number.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct bpf_ws_lock;
extern struct bpf_ws_lock *bpf_wakeup_sources_read_lock(void) __ksym;
extern void bpf_wakeup_sources_read_unlock(struct bpf_ws_lock *lock) __ksym;
extern void *bpf_wakeup_sources_get_head(void) __ksym;

SEC("?syscall")
int follows_it(void *ctx)
{
	struct bpf_ws_lock *lock = bpf_wakeup_sources_read_lock();
	struct list_head *head = bpf_wakeup_sources_get_head();
	long first = (long)head->next; // expect: KF417

	bpf_wakeup_sources_read_unlock(lock);
	return first != 0;
}

char _license[] SEC("license") = "GPL";
