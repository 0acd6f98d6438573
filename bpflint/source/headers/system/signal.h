#ifndef _BPFLINT_SIGNAL_H
#define _BPFLINT_SIGNAL_H
#include <linux/signal.h>
#endif
