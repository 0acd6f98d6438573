#ifndef _MPTCP_H
#define _MPTCP_H
#include <netinet/in.h>
#include <sys/socket.h>
#include <linux/const.h>
#include <linux/types.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/socket.h>
#include <linux/mptcp_pm.h>
#if !defined(__VMLINUX_H__) || defined(__BPFLINT_PARTIAL_VMLINUX__)
struct mptcp_info {
    __u8 mptcpi_subflows;
    __u8 mptcpi_add_addr_signal;
    __u8 mptcpi_add_addr_accepted;
    __u8 mptcpi_subflows_max;
    __u8 mptcpi_add_addr_signal_max;
    __u8 mptcpi_add_addr_accepted_max;
    __u32 mptcpi_flags;
    __u32 mptcpi_token;
    __u64 mptcpi_write_seq;
    __u64 mptcpi_snd_una;
    __u64 mptcpi_rcv_nxt;
    __u8 mptcpi_local_addr_used;
    __u8 mptcpi_local_addr_max;
    __u8 mptcpi_csum_enabled;
    __u32 mptcpi_retransmits;
    __u64 mptcpi_bytes_retrans;
    __u64 mptcpi_bytes_sent;
    __u64 mptcpi_bytes_received;
    __u64 mptcpi_bytes_acked;
    __u8 mptcpi_subflows_total;
    __u8 mptcpi_endp_laminar_max;
    __u8 mptcpi_endp_fullmesh_max;
    __u8 reserved;
    __u32 mptcpi_last_data_sent;
    __u32 mptcpi_last_data_recv;
    __u32 mptcpi_last_ack_recv;
};
struct __attribute__((aligned(8))) mptcp_subflow_data {
    __u32 size_subflow_data;
    __u32 num_subflows;
    __u32 size_kernel;
    __u32 size_user;
};
struct mptcp_subflow_addrs {
    union {
        __kernel_sa_family_t sa_family;
        struct sockaddr sa_local;
        struct sockaddr_in sin_local;
        struct sockaddr_in6 sin6_local;
        struct __kernel_sockaddr_storage ss_local;
    };
    union {
        struct sockaddr sa_remote;
        struct sockaddr_in sin_remote;
        struct sockaddr_in6 sin6_remote;
        struct __kernel_sockaddr_storage ss_remote;
    };
};
struct mptcp_subflow_info {
    __u32 id;
    struct mptcp_subflow_addrs addrs;
};
struct mptcp_full_info {
    __u32 size_tcpinfo_kernel;
    __u32 size_tcpinfo_user;
    __u32 size_sfinfo_kernel;
    __u32 size_sfinfo_user;
    __u32 num_subflows;
    __u32 size_arrays_user;
    __u64 subflow_info __attribute__((aligned(8)));
    __u64 tcp_info __attribute__((aligned(8)));
    struct mptcp_info mptcp_info;
};
#endif
#define MPTCP_SUBFLOW_FLAG_MCAP_REM _BITUL(0)
#define MPTCP_SUBFLOW_FLAG_MCAP_LOC _BITUL(1)
#define MPTCP_SUBFLOW_FLAG_JOIN_REM _BITUL(2)
#define MPTCP_SUBFLOW_FLAG_JOIN_LOC _BITUL(3)
#define MPTCP_SUBFLOW_FLAG_BKUP_REM _BITUL(4)
#define MPTCP_SUBFLOW_FLAG_BKUP_LOC _BITUL(5)
#define MPTCP_SUBFLOW_FLAG_FULLY_ESTABLISHED _BITUL(6)
#define MPTCP_SUBFLOW_FLAG_CONNECTED _BITUL(7)
#define MPTCP_SUBFLOW_FLAG_MAPVALID _BITUL(8)
#define MPTCP_PM_CMD_GRP_NAME "mptcp_pm_cmds"
#define MPTCP_PM_EV_GRP_NAME "mptcp_pm_events"
#define MPTCP_INFO_FLAG_FALLBACK _BITUL(0)
#define MPTCP_INFO_FLAG_REMOTE_KEY_RECEIVED _BITUL(1)
#define MPTCP_PM_EV_FLAG_DENY_JOIN_ID0 _BITUL(0)
#define MPTCP_PM_EV_FLAG_SERVER_SIDE _BITUL(1)
#define MPTCP_PM_ADDR_FLAG_SIGNAL _BITUL(0)
#define MPTCP_PM_ADDR_FLAG_SUBFLOW _BITUL(1)
#define MPTCP_PM_ADDR_FLAG_BACKUP _BITUL(2)
#define MPTCP_PM_ADDR_FLAG_FULLMESH _BITUL(3)
#define MPTCP_PM_ADDR_FLAG_IMPLICIT _BITUL(4)
#define MPTCP_PM_ADDR_FLAG_LAMINAR _BITUL(5)
#define MPTCP_PM_ADDR_FLAGS_MASK GENMASK(5, 0)
#define mptcpi_extra_subflows mptcpi_subflows
#define mptcpi_limit_extra_subflows mptcpi_subflows_max
#define mptcpi_endp_signal_max mptcpi_add_addr_signal_max
#define mptcpi_limit_add_addr_accepted mptcpi_add_addr_accepted_max
#define mptcpi_endp_subflow_max mptcpi_local_addr_max
#define MPTCP_RST_EUNSPEC 0
#define MPTCP_RST_EMPTCP 1
#define MPTCP_RST_ERESOURCE 2
#define MPTCP_RST_EPROHIBIT 3
#define MPTCP_RST_EWQ2BIG 4
#define MPTCP_RST_EBADPERF 5
#define MPTCP_RST_EMIDDLEBOX 6
#define MPTCP_INFO 1
#define MPTCP_TCPINFO 2
#define MPTCP_SUBFLOW_ADDRS 3
#define MPTCP_FULL_INFO 4
#endif
