#ifndef _BPFLINT_NETINET_IP_ICMP_H
#define _BPFLINT_NETINET_IP_ICMP_H
#include <linux/icmp.h>
#endif
