#ifndef _BPFLINT_SYS_CAPABILITY_H
#define _BPFLINT_SYS_CAPABILITY_H
#include <linux/capability.h>
#endif
