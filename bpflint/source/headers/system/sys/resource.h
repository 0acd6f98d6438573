#ifndef _BPFLINT_SYS_RESOURCE_H
#define _BPFLINT_SYS_RESOURCE_H
#include <linux/resource.h>
#endif
