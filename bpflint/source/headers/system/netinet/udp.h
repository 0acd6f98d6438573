#ifndef _BPFLINT_NETINET_UDP_H
#define _BPFLINT_NETINET_UDP_H
#include <linux/udp.h>
#endif
