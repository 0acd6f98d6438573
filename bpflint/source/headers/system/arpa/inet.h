#ifndef _BPFLINT_ARPA_INET_H
#define _BPFLINT_ARPA_INET_H
#include <netinet/in.h>
#endif
