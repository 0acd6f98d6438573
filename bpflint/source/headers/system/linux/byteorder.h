#ifndef _BPFLINT_LINUX_BYTEORDER_H
#define _BPFLINT_LINUX_BYTEORDER_H
#include <asm/byteorder.h>
#endif
