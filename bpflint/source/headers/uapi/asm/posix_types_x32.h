#ifndef _ASM_X86_POSIX_TYPES_X32_H
#define _ASM_X86_POSIX_TYPES_X32_H
#include <asm/posix_types_64.h>
#if !defined(__VMLINUX_H__) || defined(__BPFLINT_PARTIAL_VMLINUX__)
typedef long long __kernel_long_t;
typedef unsigned long long __kernel_ulong_t;
#endif
#define __kernel_long_t __kernel_long_t
#endif
