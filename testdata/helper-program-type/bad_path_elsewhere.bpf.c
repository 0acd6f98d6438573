#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char path[256];

/* The kernel lets programs on nine functions ask for paths. */
SEC("fentry/vfs_read")
int BPF_PROG(reads, struct file *file)
{
	bpf_d_path(&file->f_path, path, sizeof(path)); // expect: BP501
	return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(execs, struct task_struct *p, pid_t old_pid, struct linux_binprm *bprm)
{
	bpf_d_path(&bprm->file->f_path, path, sizeof(path)); // expect: BP501
	return 0;
}

char _license[] SEC("license") = "GPL";
