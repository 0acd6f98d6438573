#ifndef _BPFLINT_SYS_PARAM_H
#define _BPFLINT_SYS_PARAM_H
#include <linux/param.h>
#include <linux/limits.h>
#ifndef MIN
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#endif
#endif
