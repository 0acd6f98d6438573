#ifndef _LINUX_SEG6_HMAC_H
#define _LINUX_SEG6_HMAC_H
#include <linux/types.h>
#include <linux/seg6.h>
#if !defined(__VMLINUX_H__) || defined(__BPFLINT_PARTIAL_VMLINUX__)
struct sr6_tlv_hmac {
    struct sr6_tlv tlvhdr;
    __u16 reserved;
    __be32 hmackeyid;
    __u8 hmac[32];
};
enum {
    SEG6_HMAC_ALGO_SHA1 = 1,
    SEG6_HMAC_ALGO_SHA256 = 2
};
#endif
#define SEG6_HMAC_SECRET_LEN 64
#define SEG6_HMAC_FIELD_LEN 32
#endif
