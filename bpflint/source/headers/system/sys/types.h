#ifndef _BPFLINT_SYS_TYPES_H
#define _BPFLINT_SYS_TYPES_H
#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/types.h>
#if !defined(__VMLINUX_H__) || defined(__BPFLINT_PARTIAL_VMLINUX__)
typedef __kernel_pid_t pid_t;
typedef unsigned int mode_t;
typedef unsigned int uid_t;
typedef unsigned int gid_t;
typedef long off_t;
typedef long long loff_t;
typedef unsigned long dev_t;
typedef unsigned long ino_t;
typedef unsigned long nlink_t;
typedef long ssize_t;
typedef long time_t;
typedef int clockid_t;
typedef long clock_t;
typedef unsigned char u_char;
typedef unsigned short u_short;
typedef unsigned int u_int;
typedef unsigned long u_long;
typedef unsigned short ushort;
typedef unsigned int uint;
typedef unsigned long ulong;
typedef int key_t;
typedef int id_t;
typedef long blkcnt_t;
typedef long blksize_t;
typedef unsigned int useconds_t;
typedef long suseconds_t;
typedef char *caddr_t;
typedef __UINT8_TYPE__ u_int8_t;
typedef __UINT16_TYPE__ u_int16_t;
typedef __UINT32_TYPE__ u_int32_t;
typedef __UINT64_TYPE__ u_int64_t;
#endif
#endif
