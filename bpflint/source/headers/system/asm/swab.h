#ifndef _BPFLINT_ASM_SWAB_H
#define _BPFLINT_ASM_SWAB_H
#include <linux/swab.h>
#endif
