#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

SEC("iter/task_file")
int task_of_a_file(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;

	if (!task || !file)
		return 0;
	BPF_SEQ_PRINTF(ctx->meta->seq, "%d %d\n", task->tgid, ctx->fd);
	return file->f_flags == 1;
}

SEC("iter/tcp")
int socket(struct bpf_iter__tcp *ctx)
{
	struct sock_common *sk = ctx->sk_common;
	struct tcp_sock *tcp;

	if (!sk)
		return 0;
	tcp = bpf_skc_to_tcp_sock(sk);
	return tcp && tcp->snd_cwnd == 1;
}

SEC("iter/bpf_map_elem")
int bytes_of_a_value(struct bpf_iter__bpf_map_elem *ctx)
{
	u64 *count = ctx->value;
	u32 *key = ctx->key;

	if (!count || !key)
		return 0;
	*count = *key;
	return 0;
}
