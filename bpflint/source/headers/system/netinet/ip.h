#ifndef _BPFLINT_NETINET_IP_H
#define _BPFLINT_NETINET_IP_H
#include <sys/types.h>
#include <netinet/in.h>
#include <linux/ip.h>
#endif
