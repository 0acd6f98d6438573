#ifndef _BPFLINT_CTYPE_H
#define _BPFLINT_CTYPE_H
#include <sys/types.h>
#endif
