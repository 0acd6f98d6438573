#ifndef _BPFLINT_SYS_SYSCALL_H
#define _BPFLINT_SYS_SYSCALL_H
#include <asm/unistd.h>
#endif
