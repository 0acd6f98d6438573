#ifndef _BPFLINT_NETINET_IP_H
#define _BPFLINT_NETINET_IP_H
#include <linux/ip.h>
#endif
