#ifndef _BPFLINT_SYS_PTRACE_H
#define _BPFLINT_SYS_PTRACE_H
#include <linux/ptrace.h>
#endif
