#ifndef __ASM_X64_MSGBUF_H
#define __ASM_X64_MSGBUF_H
#include <asm-generic/msgbuf.h>
#endif
