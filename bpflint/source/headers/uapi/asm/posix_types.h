#ifndef _BPFLINT_ASM_POSIX_TYPES_H
#define _BPFLINT_ASM_POSIX_TYPES_H
#include <asm/posix_types_64.h>
#endif
