#ifndef _BPFLINT_SYSCALL_H
#define _BPFLINT_SYSCALL_H
#include <sys/syscall.h>
#include <asm/unistd.h>
#endif
