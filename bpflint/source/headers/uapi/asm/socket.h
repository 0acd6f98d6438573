#ifndef _BPFLINT_ASM_SOCKET_H
#define _BPFLINT_ASM_SOCKET_H
#include <asm-generic/socket.h>
#endif
