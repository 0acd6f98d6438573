#ifndef _BPFLINT_SYS_PRCTL_H
#define _BPFLINT_SYS_PRCTL_H
#include <linux/prctl.h>
#endif
