#ifndef _BPFLINT_SYS_MMAN_H
#define _BPFLINT_SYS_MMAN_H
#include <linux/mman.h>
#endif
