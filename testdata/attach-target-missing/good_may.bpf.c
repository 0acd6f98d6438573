// bpflint: kernel=6.12
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("fmod_ret/security_file_permission")
int BPF_PROG(changes_a_hook, struct file *file)
{
	return 0;
}

SEC("fmod_ret/update_socket_protocol")
int BPF_PROG(changes_what_is_made_for_it, int family, int type, int protocol)
{
	return protocol;
}

SEC("fmod_ret.s/bpf_fentry_test1")
int BPF_PROG(sleeps_in_the_test, int number)
{
	return 0;
}

SEC("iter.s/task")
int sleeps_between_tasks(struct bpf_iter__task *ctx)
{
	return 0;
}

SEC("lsm.s/file_open")
int BPF_PROG(sleeps_in_a_hook, struct file *file)
{
	return 0;
}

char _license[] SEC("license") = "GPL";
