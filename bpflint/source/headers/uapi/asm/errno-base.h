#ifndef _BPFLINT_ASM_ERRNO_BASE_H
#define _BPFLINT_ASM_ERRNO_BASE_H
#include <asm-generic/errno-base.h>
#endif
