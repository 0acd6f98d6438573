#ifndef _BPFLINT_ASM_RESOURCE_H
#define _BPFLINT_ASM_RESOURCE_H
#include <asm-generic/resource.h>
#endif
