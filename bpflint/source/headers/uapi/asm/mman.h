#ifndef _ASM_X86_MMAN_H
#define _ASM_X86_MMAN_H
#include <asm-generic/mman.h>
#define MAP_32BIT 0x40
#define MAP_ABOVE4G 0x80
#endif
