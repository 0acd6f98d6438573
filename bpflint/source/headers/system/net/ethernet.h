#ifndef _BPFLINT_NET_ETHERNET_H
#define _BPFLINT_NET_ETHERNET_H
#include <linux/if_ether.h>
#endif
