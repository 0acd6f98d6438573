#ifndef _BPFLINT_STRINGS_H
#define _BPFLINT_STRINGS_H
#include <string.h>
#endif
