#ifndef _BPFLINT_ASM_ERRNO_H
#define _BPFLINT_ASM_ERRNO_H
#include <asm-generic/errno.h>
#endif
