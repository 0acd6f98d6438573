#ifndef _BPFLINT_NET_IF_H
#define _BPFLINT_NET_IF_H
#include <sys/types.h>
#include <linux/if.h>
#endif
