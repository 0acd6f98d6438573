#ifndef _BPFLINT_LINUX_AUTOCONF_H
#define _BPFLINT_LINUX_AUTOCONF_H
#include <linux/kconfig.h>
#endif
