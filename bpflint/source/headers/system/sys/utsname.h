#ifndef _BPFLINT_SYS_UTSNAME_H
#define _BPFLINT_SYS_UTSNAME_H
#include <linux/utsname.h>
#endif
