#ifndef __ASM_GENERIC_BPF_PERF_EVENT_H__
#define __ASM_GENERIC_BPF_PERF_EVENT_H__
#include <linux/ptrace.h>
#ifndef __VMLINUX_H__
typedef struct pt_regs bpf_user_pt_regs_t;
#endif
#endif
