#ifndef _BPFLINT_SCHED_H
#define _BPFLINT_SCHED_H
#include <linux/sched.h>
#endif
