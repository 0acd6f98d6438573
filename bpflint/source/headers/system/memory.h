#ifndef _BPFLINT_MEMORY_H
#define _BPFLINT_MEMORY_H
#include <strings.h>
#include <string.h>
#endif
