#ifndef _BPFLINT_SYS_TIME_H
#define _BPFLINT_SYS_TIME_H
#include <time.h>
#endif
