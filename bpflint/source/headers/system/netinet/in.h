#ifndef _BPFLINT_NETINET_IN_H
#define _BPFLINT_NETINET_IN_H
#include <sys/types.h>
#include <endian.h>
#include <sys/socket.h>
#include <stdint.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <asm/byteorder.h>
typedef uint16_t in_port_t;
typedef uint32_t in_addr_t;
#define INET_ADDRSTRLEN 16
#define INET6_ADDRSTRLEN 46
#ifndef htons
#define htons(x) __cpu_to_be16(x)
#define ntohs(x) __be16_to_cpu(x)
#define htonl(x) __cpu_to_be32(x)
#define ntohl(x) __be32_to_cpu(x)
#endif
#endif
