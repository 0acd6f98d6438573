#ifndef _BPFLINT_UNISTD_H
#define _BPFLINT_UNISTD_H
#include <sys/types.h>
#endif
