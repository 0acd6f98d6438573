#ifndef _BPFLINT_ASM_TYPES_H
#define _BPFLINT_ASM_TYPES_H
#include <asm-generic/types.h>
#endif
