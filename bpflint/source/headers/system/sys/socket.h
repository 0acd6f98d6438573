#ifndef _BPFLINT_SYS_SOCKET_H
#define _BPFLINT_SYS_SOCKET_H
#include <sys/types.h>
#include <stddef.h>
#include <linux/socket.h>
#if !defined(__VMLINUX_H__) || defined(__BPFLINT_PARTIAL_VMLINUX__)
typedef unsigned short sa_family_t;
struct sockaddr {
	sa_family_t sa_family;
	char sa_data[14];
};
struct sockaddr_storage {
	sa_family_t ss_family;
	char __ss_padding[118];
	unsigned long __ss_align;
};
struct iovec {
	void *iov_base;
	size_t iov_len;
};
struct linger {
	int l_onoff;
	int l_linger;
};
enum {
	SHUT_RD = 0,
	SHUT_WR = 1,
	SHUT_RDWR = 2,
};
#endif
typedef unsigned int socklen_t;
#include <asm/socket.h>
#define AF_UNSPEC 0
#define PF_UNSPEC AF_UNSPEC
#define AF_UNIX 1
#define PF_UNIX AF_UNIX
#define AF_LOCAL 1
#define PF_LOCAL AF_LOCAL
#define AF_INET 2
#define PF_INET AF_INET
#define AF_AX25 3
#define PF_AX25 AF_AX25
#define AF_IPX 4
#define PF_IPX AF_IPX
#define AF_APPLETALK 5
#define PF_APPLETALK AF_APPLETALK
#define AF_NETROM 6
#define PF_NETROM AF_NETROM
#define AF_BRIDGE 7
#define PF_BRIDGE AF_BRIDGE
#define AF_ATMPVC 8
#define PF_ATMPVC AF_ATMPVC
#define AF_X25 9
#define PF_X25 AF_X25
#define AF_INET6 10
#define PF_INET6 AF_INET6
#define AF_ROSE 11
#define PF_ROSE AF_ROSE
#define AF_DECnet 12
#define PF_DECnet AF_DECnet
#define AF_NETBEUI 13
#define PF_NETBEUI AF_NETBEUI
#define AF_SECURITY 14
#define PF_SECURITY AF_SECURITY
#define AF_KEY 15
#define PF_KEY AF_KEY
#define AF_NETLINK 16
#define PF_NETLINK AF_NETLINK
#define AF_ROUTE 16
#define PF_ROUTE AF_ROUTE
#define AF_PACKET 17
#define PF_PACKET AF_PACKET
#define AF_ASH 18
#define PF_ASH AF_ASH
#define AF_ECONET 19
#define PF_ECONET AF_ECONET
#define AF_ATMSVC 20
#define PF_ATMSVC AF_ATMSVC
#define AF_RDS 21
#define PF_RDS AF_RDS
#define AF_SNA 22
#define PF_SNA AF_SNA
#define AF_IRDA 23
#define PF_IRDA AF_IRDA
#define AF_PPPOX 24
#define PF_PPPOX AF_PPPOX
#define AF_WANPIPE 25
#define PF_WANPIPE AF_WANPIPE
#define AF_LLC 26
#define PF_LLC AF_LLC
#define AF_IB 27
#define PF_IB AF_IB
#define AF_MPLS 28
#define PF_MPLS AF_MPLS
#define AF_CAN 29
#define PF_CAN AF_CAN
#define AF_TIPC 30
#define PF_TIPC AF_TIPC
#define AF_BLUETOOTH 31
#define PF_BLUETOOTH AF_BLUETOOTH
#define AF_IUCV 32
#define PF_IUCV AF_IUCV
#define AF_RXRPC 33
#define PF_RXRPC AF_RXRPC
#define AF_ISDN 34
#define PF_ISDN AF_ISDN
#define AF_PHONET 35
#define PF_PHONET AF_PHONET
#define AF_IEEE802154 36
#define PF_IEEE802154 AF_IEEE802154
#define AF_CAIF 37
#define PF_CAIF AF_CAIF
#define AF_ALG 38
#define PF_ALG AF_ALG
#define AF_NFC 39
#define PF_NFC AF_NFC
#define AF_VSOCK 40
#define PF_VSOCK AF_VSOCK
#define AF_KCM 41
#define PF_KCM AF_KCM
#define AF_QIPCRTR 42
#define PF_QIPCRTR AF_QIPCRTR
#define AF_SMC 43
#define PF_SMC AF_SMC
#define AF_XDP 44
#define PF_XDP AF_XDP
#define AF_MCTP 45
#define PF_MCTP AF_MCTP
#define AF_MAX 46
#define PF_MAX AF_MAX
#if !defined(__VMLINUX_H__) || defined(__BPFLINT_PARTIAL_VMLINUX__)
enum __socket_type {
	SOCK_STREAM = 1,
	SOCK_DGRAM = 2,
	SOCK_RAW = 3,
	SOCK_RDM = 4,
	SOCK_SEQPACKET = 5,
	SOCK_DCCP = 6,
	SOCK_PACKET = 10,
	SOCK_CLOEXEC = 02000000,
	SOCK_NONBLOCK = 00004000,
};
#endif
#define SOL_IP 0
#define SOL_TCP 6
#define SOL_UDP 17
#define SOL_IPV6 41
#define SOL_ICMPV6 58
#define SOL_SCTP 132
#define SOL_UDPLITE 136
#define SOL_RAW 255
#define SOL_PACKET 263
#define SOL_ATM 264
#define SOL_NETLINK 270
#define SOL_TLS 282
#define SOL_XDP 283
#define SOL_MPTCP 284
#define SOL_VSOCK 287
#define MSG_OOB 0x1
#define MSG_PEEK 0x2
#define MSG_DONTROUTE 0x4
#define MSG_CTRUNC 0x8
#define MSG_TRUNC 0x20
#define MSG_DONTWAIT 0x40
#define MSG_EOR 0x80
#define MSG_WAITALL 0x100
#define MSG_ERRQUEUE 0x2000
#define MSG_NOSIGNAL 0x4000
#define MSG_MORE 0x8000
#define MSG_ZEROCOPY 0x4000000
#define SOMAXCONN 4096
#endif
