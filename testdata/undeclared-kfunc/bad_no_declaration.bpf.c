#define SEC(name) __attribute__((section(name), used))

SEC("tp_btf/task_newtask")
int no_declaration(unsigned long long *ctx)
{
	bpf_rcu_read_lock(); // expect: KF104
	bpf_rcu_read_unlock(); // expect: KF104
	return 0;
}

char _license[] SEC("license") = "GPL";
