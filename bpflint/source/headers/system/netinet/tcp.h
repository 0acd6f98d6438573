#ifndef _BPFLINT_NETINET_TCP_H
#define _BPFLINT_NETINET_TCP_H
#include <linux/tcp.h>
#endif
