#ifndef _BPFLINT_SYS_UN_H
#define _BPFLINT_SYS_UN_H
#include <linux/un.h>
#endif
