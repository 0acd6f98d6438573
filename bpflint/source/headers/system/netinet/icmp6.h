#ifndef _BPFLINT_NETINET_ICMP6_H
#define _BPFLINT_NETINET_ICMP6_H
#include <linux/icmpv6.h>
#endif
