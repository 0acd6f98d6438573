#ifndef _BPFLINT_POLL_H
#define _BPFLINT_POLL_H
#include <linux/poll.h>
#endif
