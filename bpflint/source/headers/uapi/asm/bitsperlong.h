#ifndef __ASM_X86_BITSPERLONG_H
#define __ASM_X86_BITSPERLONG_H
#include <asm-generic/bitsperlong.h>
#define __BITS_PER_LONG 64
#endif
