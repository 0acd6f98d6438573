#ifndef _BPFLINT_LINUX_UUID_H
#define _BPFLINT_LINUX_UUID_H
#include <linux/mei_uuid.h>
#endif
