#ifndef _BPFLINT_FCNTL_H
#define _BPFLINT_FCNTL_H
#include <linux/fcntl.h>
#endif
