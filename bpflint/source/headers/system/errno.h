#ifndef _BPFLINT_ERRNO_H
#define _BPFLINT_ERRNO_H
#include <linux/errno.h>
#ifndef ENOTSUP
#define ENOTSUP EOPNOTSUPP
#endif
#endif
