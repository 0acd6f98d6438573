#ifndef _BPFLINT_NETINET_TCP_H
#define _BPFLINT_NETINET_TCP_H
#include <sys/types.h>
#include <sys/socket.h>
#include <stdint.h>
#include <linux/tcp.h>
#endif
