// What bpf_find_vma() gives its callback is an object of the kernel that nobody vouches for: what is read from it needs no
// test, however often it is read.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

unsigned int flags;

static long look(struct task_struct *task, struct vm_area_struct *vma, void *data)
{
    if (vma->vm_file)
        flags = vma->vm_file->f_flags;
    return 0;
}

SEC("raw_tp/sys_enter")
int find(void *ctx)
{
    struct task_struct *task = bpf_get_current_task_btf();

    bpf_find_vma(task, 0x1000, look, NULL, 0);
    return 0;
}
