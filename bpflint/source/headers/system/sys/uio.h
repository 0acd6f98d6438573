#ifndef _BPFLINT_SYS_UIO_H
#define _BPFLINT_SYS_UIO_H
#include <sys/types.h>
#include <linux/uio.h>
#endif
