#ifndef _BPFLINT_LINUX_UNISTD_H
#define _BPFLINT_LINUX_UNISTD_H
#include <asm/unistd.h>
#endif
