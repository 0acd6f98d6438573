#ifndef __ASM_X86_SHMBUF_H
#define __ASM_X86_SHMBUF_H
#include <asm-generic/shmbuf.h>
#endif
