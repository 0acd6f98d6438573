#ifndef _BPFLINT_NETINET_IP_ICMP_H
#define _BPFLINT_NETINET_IP_ICMP_H
#include <sys/types.h>
#include <stdint.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <linux/icmp.h>
#endif
