/* What libxdp lets a program say of itself, written for bpflint: same names, same meaning. */
#ifndef __XDP_HELPERS_H
#define __XDP_HELPERS_H
#define XDP_METADATA_SECTION "xdp_metadata"
#define XDP_RUN_CONFIG_SECTION ".xdp_run_config"
#define _BPFLINT_XDP_JOIN(a, b) a##b
#define XDP_RUN_CONFIG(f) _BPFLINT_XDP_JOIN(_, f) __attribute__((section(XDP_RUN_CONFIG_SECTION), used))
#endif
