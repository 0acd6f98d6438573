#ifndef _BPFLINT_NET_ETHERNET_H
#define _BPFLINT_NET_ETHERNET_H
#include <sys/types.h>
#include <stdint.h>
#include <linux/if_ether.h>
#endif
