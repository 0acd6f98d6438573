#ifndef _BPFLINT_LINUX_SWAB_H
#define _BPFLINT_LINUX_SWAB_H
#include <linux/types.h>
#define __swab16(x) ((__u16)__builtin_bswap16(x))
#define __swab32(x) ((__u32)__builtin_bswap32(x))
#define __swab64(x) ((__u64)__builtin_bswap64(x))
#define ___constant_swab16(x) __swab16(x)
#define ___constant_swab32(x) __swab32(x)
#define ___constant_swab64(x) __swab64(x)
#endif
