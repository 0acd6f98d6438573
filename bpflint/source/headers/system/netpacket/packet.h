#ifndef _BPFLINT_NETPACKET_PACKET_H
#define _BPFLINT_NETPACKET_PACKET_H
#include <linux/if_packet.h>
#endif
