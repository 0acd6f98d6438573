#ifndef _BPFLINT_SYS_ERRNO_H
#define _BPFLINT_SYS_ERRNO_H
#include <errno.h>
#endif
