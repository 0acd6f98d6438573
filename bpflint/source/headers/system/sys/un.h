#ifndef _BPFLINT_SYS_UN_H
#define _BPFLINT_SYS_UN_H
#include <stddef.h>
#include <string.h>
#include <linux/un.h>
#endif
