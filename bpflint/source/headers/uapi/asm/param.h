#ifndef _BPFLINT_ASM_PARAM_H
#define _BPFLINT_ASM_PARAM_H
#include <asm-generic/param.h>
#endif
