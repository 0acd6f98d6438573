#ifndef _BPFLINT_ASM_IOCTLS_H
#define _BPFLINT_ASM_IOCTLS_H
#include <asm-generic/ioctls.h>
#endif
