#ifndef _BPFLINT_LINUX_POLL_H
#define _BPFLINT_LINUX_POLL_H
#include <asm/poll.h>
#endif
