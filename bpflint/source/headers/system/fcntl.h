#ifndef _BPFLINT_FCNTL_H
#define _BPFLINT_FCNTL_H
#include <linux/fcntl.h>
#ifndef R_OK
#define R_OK 4
#define W_OK 2
#define X_OK 1
#define F_OK 0
#endif
#endif
