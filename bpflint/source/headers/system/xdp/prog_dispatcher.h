/* libxdp's dispatcher, which calls several XDP programs one after another, written for bpflint: same names and layout. */
#ifndef __PROG_DISPATCHER_H
#define __PROG_DISPATCHER_H
#include <linux/types.h>
#ifndef XDP_METADATA_SECTION
#define XDP_METADATA_SECTION "xdp_metadata"
#endif
#define XDP_DISPATCHER_VERSION 3
#define XDP_DISPATCHER_MAGIC 236
#define XDP_DISPATCHER_RETVAL 31
#ifndef MAX_DISPATCHER_ACTIONS
#define MAX_DISPATCHER_ACTIONS 10
#endif
struct xdp_dispatcher_config {
	__u8 magic;
	__u8 dispatcher_version;
	__u8 num_progs_enabled;
	__u8 is_xdp_frags;
	__u32 chain_call_actions[MAX_DISPATCHER_ACTIONS];
	__u32 run_prios[MAX_DISPATCHER_ACTIONS];
	__u32 program_flags[MAX_DISPATCHER_ACTIONS];
	__u8 is_xdp_devbound;
};
#endif
