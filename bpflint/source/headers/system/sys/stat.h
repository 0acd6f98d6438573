#ifndef _BPFLINT_SYS_STAT_H
#define _BPFLINT_SYS_STAT_H
#include <linux/stat.h>
#endif
