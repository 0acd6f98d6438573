#ifndef _BPFLINT_BITS_SOCKET_TYPE_H
#define _BPFLINT_BITS_SOCKET_TYPE_H
#include <sys/socket.h>
#endif
