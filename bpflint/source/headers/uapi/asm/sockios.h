#ifndef _BPFLINT_ASM_SOCKIOS_H
#define _BPFLINT_ASM_SOCKIOS_H
#include <asm-generic/sockios.h>
#endif
