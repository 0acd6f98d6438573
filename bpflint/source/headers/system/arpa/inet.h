#ifndef _BPFLINT_ARPA_INET_H
#define _BPFLINT_ARPA_INET_H
#include <sys/types.h>
#include <netinet/in.h>
#endif
