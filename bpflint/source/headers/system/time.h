#ifndef _BPFLINT_TIME_H
#define _BPFLINT_TIME_H
#include <sys/types.h>
#include <linux/time.h>
#endif
