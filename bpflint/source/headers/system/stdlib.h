#ifndef _BPFLINT_STDLIB_H
#define _BPFLINT_STDLIB_H
#include <sys/types.h>
#endif
