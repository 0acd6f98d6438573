#ifndef _BPFLINT_ASM_IOCTL_H
#define _BPFLINT_ASM_IOCTL_H
#include <asm-generic/ioctl.h>
#endif
