#ifndef _BPFLINT_NETINET_IF_ETHER_H
#define _BPFLINT_NETINET_IF_ETHER_H
#include <linux/if_ether.h>
#endif
