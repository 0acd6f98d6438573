#ifndef _LINUX_MEI_UUID_H_
#define _LINUX_MEI_UUID_H_
#include <linux/types.h>
#if !defined(__VMLINUX_H__) || defined(__BPFLINT_PARTIAL_VMLINUX__)
typedef struct {
    __u8 b[16];
} uuid_le;
#endif
#define NULL_UUID_LE UUID_LE(0x00000000, 0x0000, 0x0000, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00)
#endif
