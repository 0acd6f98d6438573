#ifndef _BPFLINT_LINUX_COMPILER_TYPES_H
#define _BPFLINT_LINUX_COMPILER_TYPES_H
#include <linux/compiler.h>
#endif
