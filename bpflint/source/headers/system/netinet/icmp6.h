#ifndef _BPFLINT_NETINET_ICMP6_H
#define _BPFLINT_NETINET_ICMP6_H
#include <inttypes.h>
#include <string.h>
#include <sys/types.h>
#include <netinet/in.h>
#include <linux/icmpv6.h>
#endif
