// bpflint: kernel=7.3
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

struct bpf_ws_lock;
extern struct bpf_ws_lock *bpf_wakeup_sources_read_lock(void) __ksym;
extern void bpf_wakeup_sources_read_unlock(struct bpf_ws_lock *lock) __ksym;
extern void *bpf_wakeup_sources_get_head(void) __ksym;
extern void *bpf_rdonly_cast(const void *obj__ign, __u32 btf_id__k) __ksym;

SEC("?syscall")
int casts_it(void *ctx)
{
	struct bpf_ws_lock *lock = bpf_wakeup_sources_read_lock();
	void *head = bpf_wakeup_sources_get_head();
	struct list_head *list = bpf_rdonly_cast(head, bpf_core_type_id_kernel(struct list_head));
	long first = (long)list->next + (long)BPF_CORE_READ((struct list_head *)head, prev); // silent: read with care

	bpf_wakeup_sources_read_unlock(lock);
	return first != 0;
}

char _license[] SEC("license") = "GPL";
