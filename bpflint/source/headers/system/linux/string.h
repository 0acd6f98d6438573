#ifndef _BPFLINT_LINUX_STRING_H
#define _BPFLINT_LINUX_STRING_H
#include <string.h>
#endif
