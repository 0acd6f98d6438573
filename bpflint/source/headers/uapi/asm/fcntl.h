#ifndef _BPFLINT_ASM_FCNTL_H
#define _BPFLINT_ASM_FCNTL_H
#include <asm-generic/fcntl.h>
#endif
