#ifndef _BPFLINT_ASM_UNISTD_H
#define _BPFLINT_ASM_UNISTD_H
#include <asm/unistd_64.h>
#endif
