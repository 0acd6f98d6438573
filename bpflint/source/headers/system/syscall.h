#ifndef _BPFLINT_SYSCALL_H
#define _BPFLINT_SYSCALL_H
#include <asm/unistd.h>
#endif
