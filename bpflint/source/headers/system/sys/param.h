#ifndef _BPFLINT_SYS_PARAM_H
#define _BPFLINT_SYS_PARAM_H
#include <stddef.h>
#include <sys/types.h>
#include <limits.h>
#include <endian.h>
#include <linux/param.h>
#include <linux/limits.h>
#ifndef MIN
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#endif
#endif
