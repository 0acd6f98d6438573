#ifndef _BPFLINT_NETINET_IP6_H
#define _BPFLINT_NETINET_IP6_H
#include <inttypes.h>
#include <netinet/in.h>
#include <linux/ipv6.h>
#endif
