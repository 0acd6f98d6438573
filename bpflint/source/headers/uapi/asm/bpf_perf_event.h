#ifndef _BPFLINT_ASM_BPF_PERF_EVENT_H
#define _BPFLINT_ASM_BPF_PERF_EVENT_H
#include <asm-generic/bpf_perf_event.h>
#endif
