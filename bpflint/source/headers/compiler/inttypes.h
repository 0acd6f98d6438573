#ifndef __INTTYPES_H
#define __INTTYPES_H
/* A C library that somebody brought in has types of its own. */
#if __has_include_next(<inttypes.h>)
#include_next <inttypes.h>
#else
#include <stdint.h>
#define PRId8 "hhd"
#define PRId16 "hd"
#define PRId32 "d"
#define PRId64 "ld"
#define PRIu8 "hhu"
#define PRIu16 "hu"
#define PRIu32 "u"
#define PRIu64 "lu"
#define PRIx8 "hhx"
#define PRIx16 "hx"
#define PRIx32 "x"
#define PRIx64 "lx"
#endif
#endif
