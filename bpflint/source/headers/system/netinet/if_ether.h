#ifndef _BPFLINT_NETINET_IF_ETHER_H
#define _BPFLINT_NETINET_IF_ETHER_H
#include <sys/types.h>
#include <net/ethernet.h>
#include <linux/if_ether.h>
#endif
