#ifndef _BPFLINT_SYS_IOCTL_H
#define _BPFLINT_SYS_IOCTL_H
#include <linux/ioctl.h>
#endif
