#ifndef _BPFLINT_ASM_IPCBUF_H
#define _BPFLINT_ASM_IPCBUF_H
#include <asm-generic/ipcbuf.h>
#endif
