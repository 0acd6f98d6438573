#ifndef _BPFLINT_MEMORY_H
#define _BPFLINT_MEMORY_H
#include <string.h>
#endif
