"""The struct a kfunc's parameter points to where it takes the context of a program, by program type.

Source: include/linux/bpf_types.h (the first type of each entry), and btf_is_prog_ctx_type() in kernel/bpf/btf.c, which
takes a packet's kernel struct for the program's view of it. Program types whose context has no struct of its own have
none here: kfuncs cannot take it.
"""

from __future__ import annotations

from typing import Final

_SKB: Final = frozenset({"__sk_buff", "sk_buff"})
_BY_TYPE: Final = {
    "CGROUP_DEVICE": frozenset({"bpf_cgroup_dev_ctx"}),
    "CGROUP_SKB": _SKB,
    "CGROUP_SOCK": frozenset({"bpf_sock"}),
    "CGROUP_SOCKOPT": frozenset({"bpf_sockopt"}),
    "CGROUP_SOCK_ADDR": frozenset({"bpf_sock_addr"}),
    "CGROUP_SYSCTL": frozenset({"bpf_sysctl"}),
    "FLOW_DISSECTOR": _SKB,
    "KPROBE": frozenset({"pt_regs", "user_pt_regs", "user_regs_struct"}),
    "LIRC_MODE2": frozenset(),
    "LSM": frozenset(),
    "LWT_IN": _SKB,
    "LWT_OUT": _SKB,
    "LWT_SEG6LOCAL": _SKB,
    "LWT_XMIT": _SKB,
    "NETFILTER": frozenset({"bpf_nf_ctx"}),
    "PERF_EVENT": frozenset({"bpf_perf_event_data"}),
    "RAW_TRACEPOINT": frozenset({"bpf_raw_tracepoint_args"}),
    "RAW_TRACEPOINT_WRITABLE": frozenset({"bpf_raw_tracepoint_args"}),
    "SCHED_ACT": _SKB,
    "SCHED_CLS": _SKB,
    "SK_LOOKUP": frozenset({"bpf_sk_lookup"}),
    "SK_MSG": frozenset({"sk_msg_md"}),
    "SK_REUSEPORT": frozenset({"sk_reuseport_md"}),
    "SK_SKB": _SKB,
    "SOCKET_FILTER": _SKB,
    "SOCK_OPS": frozenset({"bpf_sock_ops"}),
    "STRUCT_OPS": frozenset(),
    "SYSCALL": frozenset(),
    "TRACEPOINT": frozenset(),
    "TRACING": frozenset(),
    "XDP": frozenset({"xdp_md", "xdp_buff"}),
}

_OF_THE_KERNEL: Final = {
    "CGROUP_DEVICE": "bpf_cgroup_dev_ctx",
    "CGROUP_SOCK": "sock",
    "CGROUP_SOCKOPT": "bpf_sockopt_kern",
    "CGROUP_SOCK_ADDR": "bpf_sock_addr_kern",
    "CGROUP_SYSCTL": "bpf_sysctl_kern",
    "FLOW_DISSECTOR": "bpf_flow_dissector",
    "NETFILTER": "bpf_nf_ctx",
    "PERF_EVENT": "bpf_perf_event_data_kern",
    "SK_LOOKUP": "bpf_sk_lookup_kern",
    "SK_MSG": "sk_msg",
    "SK_REUSEPORT": "sk_reuseport_kern",
    "SOCK_OPS": "bpf_sock_ops_kern",
    "XDP": "xdp_buff",
}
"""The kernel's own struct behind a context, where it is no `sk_buff`. Source: the second type of each entry."""

_INTERNAL: Final = frozenset({"sk_buff", "xdp_buff", "user_pt_regs", "user_regs_struct"})
"""What the kernel calls a context, and programs do not."""

_PLAIN: Final = frozenset(
    {
        "LIRC_MODE2",
        "LSM",
        "RAW_TRACEPOINT",
        "RAW_TRACEPOINT_WRITABLE",
        "STRUCT_OPS",
        "SYSCALL",
        "TRACEPOINT",
        "TRACING",
    }
)
"""Program types whose context is no struct to the kernel. Source: the second type of each entry."""

_REWRITTEN: Final = frozenset(
    {
        "CGROUP_SKB",
        "CGROUP_SOCK",
        "CGROUP_SOCKOPT",
        "CGROUP_SOCK_ADDR",
        "CGROUP_SYSCTL",
        "FLOW_DISSECTOR",
        "LWT_IN",
        "LWT_OUT",
        "LWT_SEG6LOCAL",
        "LWT_XMIT",
        "PERF_EVENT",
        "SCHED_ACT",
        "SCHED_CLS",
        "SK_LOOKUP",
        "SK_MSG",
        "SK_REUSEPORT",
        "SK_SKB",
        "SOCKET_FILTER",
        "SOCK_OPS",
        "XDP",
    }
)
"""Program types whose context is not what lies in memory (those with `convert_ctx_access` in the kernel)."""


def is_rewritten(program_type: str) -> bool:
    """True for programs whose accesses to the context are translated to what lies in memory."""
    return program_type.removeprefix("BPF_PROG_TYPE_") in _REWRITTEN


def is_plain(program_type: str) -> bool:
    """True for programs whose context is no struct that the kernel knows."""
    return program_type.removeprefix("BPF_PROG_TYPE_") in _PLAIN


def type_by_context(struct: str) -> str | None:
    """The one program type that `struct` is the context of: "" if there are several, None if there is none."""
    types = [name for name, structs in _BY_TYPE.items() if struct in structs - _INTERNAL]
    return None if not types else f"BPF_PROG_TYPE_{types[0]}" if len(types) == 1 else ""


def context_structs(program_type: str) -> frozenset[str] | None:
    """The names that the context of such a program goes by in prototypes of kfuncs; None for an unknown type."""
    return _BY_TYPE.get(program_type.removeprefix("BPF_PROG_TYPE_"))


def kernel_struct(program_type: str) -> str:
    """The kernel's own struct that the context of such a program is; "" for none, and for an unknown type."""
    name = program_type.removeprefix("BPF_PROG_TYPE_")
    return _OF_THE_KERNEL.get(name, "sk_buff" if _BY_TYPE.get(name) == _SKB else "")


def is_context(program_type: str, struct: str) -> bool:
    """True for a struct that the context of such a program goes by; of an unknown type, of any."""
    own = context_structs(program_type)
    return struct in own if own is not None else any(struct in names for names in _BY_TYPE.values())
