#ifndef _BPFLINT_BITS_SOCKET_H
#define _BPFLINT_BITS_SOCKET_H
#include <sys/socket.h>
#endif
