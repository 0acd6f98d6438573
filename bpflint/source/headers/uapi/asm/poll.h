#ifndef _BPFLINT_ASM_POLL_H
#define _BPFLINT_ASM_POLL_H
#include <asm-generic/poll.h>
#endif
