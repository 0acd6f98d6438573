#ifndef __NET_VETH_H_
#define __NET_VETH_H_
#if !defined(__VMLINUX_H__) || defined(__BPFLINT_PARTIAL_VMLINUX__)
enum {
    VETH_INFO_UNSPEC,
    VETH_INFO_PEER,
    __VETH_INFO_MAX
};
#endif
#define VETH_INFO_MAX (__VETH_INFO_MAX - 1)
#endif
