#ifndef _LINUX_VIRTIO_TYPES_H
#define _LINUX_VIRTIO_TYPES_H
#include <linux/types.h>
#if !defined(__VMLINUX_H__) || defined(__BPFLINT_PARTIAL_VMLINUX__)
typedef __u16 __virtio16;
typedef __u32 __virtio32;
typedef __u64 __virtio64;
#endif
#endif
