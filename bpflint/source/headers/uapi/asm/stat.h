#ifndef _ASM_X86_STAT_H
#define _ASM_X86_STAT_H
#include <asm/posix_types.h>
#if !defined(__VMLINUX_H__) || defined(__BPFLINT_PARTIAL_VMLINUX__)
struct stat {
    __kernel_ulong_t st_dev;
    __kernel_ulong_t st_ino;
    __kernel_ulong_t st_nlink;
    unsigned int st_mode;
    unsigned int st_uid;
    unsigned int st_gid;
    unsigned int __pad0;
    __kernel_ulong_t st_rdev;
    __kernel_long_t st_size;
    __kernel_long_t st_blksize;
    __kernel_long_t st_blocks;
    __kernel_ulong_t st_atime;
    __kernel_ulong_t st_atime_nsec;
    __kernel_ulong_t st_mtime;
    __kernel_ulong_t st_mtime_nsec;
    __kernel_ulong_t st_ctime;
    __kernel_ulong_t st_ctime_nsec;
    __kernel_long_t __unused[3];
};
struct __old_kernel_stat {
    unsigned short st_dev;
    unsigned short st_ino;
    unsigned short st_mode;
    unsigned short st_nlink;
    unsigned short st_uid;
    unsigned short st_gid;
    unsigned short st_rdev;
    unsigned int st_size;
    unsigned int st_atime;
    unsigned int st_mtime;
    unsigned int st_ctime;
};
#endif
#define STAT_HAVE_NSEC 1
#endif
