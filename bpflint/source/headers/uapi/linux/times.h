#ifndef _LINUX_TIMES_H
#define _LINUX_TIMES_H
#include <linux/types.h>
#ifndef __VMLINUX_H__
struct tms {
    __kernel_clock_t tms_utime;
    __kernel_clock_t tms_stime;
    __kernel_clock_t tms_cutime;
    __kernel_clock_t tms_cstime;
};
#endif
#endif
