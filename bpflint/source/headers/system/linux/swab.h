#ifndef _BPFLINT_LINUX_SWAB_H
#define _BPFLINT_LINUX_SWAB_H
#include <linux/types.h>
#define __swab16(x) ((__u16)__builtin_bswap16(x))
#define __swab32(x) ((__u32)__builtin_bswap32(x))
#define __swab64(x) ((__u64)__builtin_bswap64(x))
#define __swab(x) ((unsigned long)__builtin_bswap64(x))
#define __swahw32(x) ((__u32)(((__u32)(x) << 16) | ((__u32)(x) >> 16)))
#define __swahb32(x) ((__u32)((((__u32)(x) & 0x00ff00ffU) << 8) | (((__u32)(x) & 0xff00ff00U) >> 8)))
#define ___constant_swab16(x) __swab16(x)
#define ___constant_swab32(x) __swab32(x)
#define ___constant_swab64(x) __swab64(x)
#define ___constant_swahw32(x) __swahw32(x)
#define ___constant_swahb32(x) __swahb32(x)

static inline __u16 __swab16p(const __u16 *p) { return __swab16(*p); }
static inline __u32 __swab32p(const __u32 *p) { return __swab32(*p); }
static inline __u64 __swab64p(const __u64 *p) { return __swab64(*p); }
static inline __u32 __swahw32p(const __u32 *p) { return __swahw32(*p); }
static inline __u32 __swahb32p(const __u32 *p) { return __swahb32(*p); }
static inline void __swab16s(__u16 *p) { *p = __swab16(*p); }
static inline void __swab32s(__u32 *p) { *p = __swab32(*p); }
static inline void __swab64s(__u64 *p) { *p = __swab64(*p); }
static inline void __swahw32s(__u32 *p) { *p = __swahw32(*p); }
static inline void __swahb32s(__u32 *p) { *p = __swahb32(*p); }
#endif
