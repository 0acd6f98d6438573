#ifndef _BPFLINT_LINUX_ERRNO_H
#define _BPFLINT_LINUX_ERRNO_H
#include <asm/errno.h>
#endif
