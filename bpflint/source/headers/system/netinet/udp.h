#ifndef _BPFLINT_NETINET_UDP_H
#define _BPFLINT_NETINET_UDP_H
#include <sys/types.h>
#include <stdint.h>
#include <linux/udp.h>
#endif
