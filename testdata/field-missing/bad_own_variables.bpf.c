// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

struct task_struct___before_5_14 {
	long state;
};

// The struct is not marked for CO-RE, the macro marks each access.
SEC("raw_tp/sys_enter")
int read_by_macro(void *ctx)
{
	struct task_struct___before_5_14 *task = (void *)bpf_get_current_task_btf();

	bpf_printk("%ld", BPF_CORE_READ(task, state)); // expect: BP509
	return 0;
}

// Members of the program's own variables are looked up as well.
SEC("raw_tp/sys_exit")
int on_the_stack(void *ctx)
{
	struct task_struct___before_5_14 copy = {};

	bpf_printk("%p", &copy);
	bpf_printk("%ld", __builtin_preserve_access_index(copy.state)); // expect: BP509
	return 0;
}

char _license[] SEC("license") = "GPL";
