#ifndef _ASM_X86_SIGINFO_H
#define _ASM_X86_SIGINFO_H
#include <asm-generic/siginfo.h>
#endif
