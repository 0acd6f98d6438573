"""Accesses that the verifier refuses for what the memory is: members of the context that are closed to a kind of
program, kernel objects and packets written, and atomic operations.

Source: check_mem_access() and check_atomic_rmw() in kernel/bpf/verifier.c; for what is writable the
`btf_struct_access` operations named below.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from bpflint.base.span import Span
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import KEY, Pointer, Region, RegionKind, Trust
from bpflint.flow.domain.ways import CERTAIN
from bpflint.flow.machine import context_members
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.entry import SOCK_COMMON
from bpflint.flow.machine.trust import trust_of
from bpflint.flow.static.doubtful_accesses import is_constant
from bpflint.kernel.verifier_change import Change
from bpflint.libbpf.ksym import essential_name

SHOWN_SOCKETS: Final = frozenset({"bpf_sock", "bpf_tcp_sock", "bpf_xdp_sock"})
"""Structs that the verifier shows in place of a socket's own, and keeps apart from those."""
RDONLY_PROG: Final = 1 << 7
"""BPF_F_RDONLY_PROG, include/uapi/linux/bpf.h."""
WRONLY_PROG: Final = 1 << 8


class _Writable(NamedTuple):
    """`members` may be written, and no others of `structs`; of structs that are not named nothing is known."""

    structs: frozenset[str]
    members: frozenset[str]


_STRUCT_OPS: Final = {
    # bpf_scx_btf_struct_access() in kernel/sched/ext.c
    "sched_ext_ops": _Writable(
        frozenset({"task_struct", "sched_ext_entity", "cgroup", "mm_struct", "scx_init_task_args"}),
        frozenset({"task_struct.scx", "sched_ext_entity.slice", "sched_ext_entity.dsq_vtime"})
        | {"sched_ext_entity.disallow"},
    ),
    # bpf_tcp_ca_btf_struct_access() in net/ipv4/bpf_tcp_ca.c
    "tcp_congestion_ops": _Writable(
        frozenset({"sock", "sock_common", "inet_sock", "tcp_sock"}),
        frozenset({"sock.sk_pacing_rate", "sock.sk_pacing_status", "tcp_sock.snd_cwnd", "tcp_sock.snd_cwnd_cnt"})
        | {"tcp_sock.snd_cwnd_stamp", "tcp_sock.snd_ssthresh", "tcp_sock.ecn_flags", "tcp_sock.app_limited"}
        | {"tcp_sock.inet_conn"},
    ),
    # hid_bpf_ops_btf_struct_access() in drivers/hid/bpf/hid_bpf_struct_ops.c
    "hid_bpf_ops": _Writable(
        frozenset({"hid_device", "hid_bpf_ctx"}),
        frozenset({"hid_bpf_ctx.retval", "hid_device.name", "hid_device.uniq", "hid_device.phys"}),
    ),
}
_PACKETS: Final = _Writable(frozenset({"nf_conn"}), frozenset({"nf_conn.mark"}))
"""_nf_conntrack_btf_struct_access() in net/netfilter/nf_conntrack_bpf.c"""
_PACKET_TYPES: Final = ("BPF_PROG_TYPE_SCHED_CLS", "BPF_PROG_TYPE_SCHED_ACT", "BPF_PROG_TYPE_XDP")
_NO_ATOMICS: Final = {RegionKind.CONTEXT: "the context", RegionKind.PACKET: "the packet"}


def check(
    engine: Machine, state: State, pointer: Pointer, span: Span, name: str, *, write: bool, atomic: bool = False
) -> None:
    """Reports an access that no such memory takes."""
    region = pointer.region
    about = (pointer.life, pointer.null)
    if region.kind is RegionKind.KERNEL and engine.is_closed:
        _check_licence(engine, state, pointer, span, name)
    if atomic:
        check_constant(engine, state, pointer, span, name)
    if atomic and region.kind in _NO_ATOMICS:
        engine.report(state, Case.ATOMIC_REFUSED, span, about=about, subject=name, place=_NO_ATOMICS[region.kind])
    elif region.kind is RegionKind.CONTEXT:
        context_members.check(engine, state, pointer, span, name, write=write)
    elif write and region.kind is RegionKind.PACKET and engine.kind is not None:
        if not engine.kernel.facts.store.context_access.may_write_packets(engine.kind):
            engine.report(state, Case.PACKET_WRITTEN, span, about=about, subject=name)
    elif write and region.readonly and region.kind in (RegionKind.MEMORY, RegionKind.OTHER):
        case = Case.KEY_WRITTEN if region.name == KEY else Case.READONLY_WRITTEN
        engine.report(state, case, span, about=about, subject=name)
    elif not write and region.kind is RegionKind.KERNEL and region.name == SOCK_COMMON:
        _check_common_socket(engine, state, pointer, span, name)
    elif write and region.kind is RegionKind.MAP:
        engine.report(state, Case.KERNEL_OBJECT_WRITTEN, span, about=about, subject=name, type="bpf_map")
    elif write and region.kind is RegionKind.KERNEL and not _is_writable(engine, pointer):
        engine.report(state, Case.KERNEL_OBJECT_WRITTEN, span, about=about, subject=name, type=_name(pointer))
    elif write and region.kind is RegionKind.OTHER and region.variable is not None:
        check_constant(engine, state, pointer, span, name)
    else:
        check_map_flags(engine, state, region, span, name, write=write, read=not write or atomic)


def _check_licence(engine: Machine, state: State, pointer: Pointer, span: Span, name: str) -> None:
    """Reports a kernel object that a program with another licence than the kernel's looks into, once a program."""
    ctype = state.type_of(pointer.region)
    if ctype is None or not ctype.is_record or ctype.name in (*SHOWN_SOCKETS, "bpf_map"):
        return
    if Trust.UNKNOWN in (pointer.trust, trust_of(state, pointer)) or pointer.region.name == SOCK_COMMON:
        return
    if engine.has(Change.OBJECTS_NEED_GPL):
        about = (pointer.life, pointer.null)
        engine.is_closed = state.doubt or state.way is not CERTAIN
        engine.report(
            state, Case.OBJECT_CLOSED_BY_LICENCE, span, about=about, key="licence", subject=name, type=ctype.name
        )


def check_map_flags(
    engine: Machine, state: State, region: Region, span: Span, name: str, *, write: bool = False, read: bool = False
) -> None:
    """Reports what the flags of a map keep programs from doing with its values."""
    if region.kind is not RegionKind.MAP_VALUE or region.map is None:
        return
    if write and region.map.flags & RDONLY_PROG:
        engine.report(state, Case.READONLY_MAP_WRITTEN, span, subject=name, map=region.map.name)
    elif read and region.map.flags & WRONLY_PROG:
        engine.report(state, Case.WRITEONLY_MAP_READ, span, subject=name, map=region.map.name)


def _check_common_socket(engine: Machine, state: State, pointer: Pointer, span: Span, name: str) -> None:
    record, _, member = pointer.field.partition(".")
    if record == "bpf_sock" and member in engine.kernel.facts.store.context_access.sockets.closed_of_common:
        about = (pointer.life, pointer.null)
        engine.report(state, Case.COMMON_SOCKET_READ, span, about=about, subject=name.removeprefix("&"))


def report_object_written(engine: Machine, state: State, pointer: Pointer, span: Span, name: str) -> None:
    """Reports a kernel object that a helper is given to write to."""
    about = (pointer.life, pointer.null)
    engine.report(state, Case.KERNEL_OBJECT_WRITTEN, span, about=about, subject=name, type=_name(pointer))


def check_constant(
    engine: Machine, state: State, pointer: Pointer, span: Span, name: str, *, sure: bool = True
) -> None:
    """Reports a constant that is written in a way that no compiler leaves out: C has no meaning for plain stores."""
    if is_constant_memory(pointer.region):
        engine.report(state, Case.CONSTANT_WRITTEN, span, sure=sure, subject=name)


def is_constant_memory(region: Region) -> bool:
    """True for string literals and for variables that lie in a section of constants."""
    return region.kind is RegionKind.STRING or (region.variable is not None and is_constant(region.variable))


def _name(pointer: Pointer) -> str:
    record = pointer.field.partition(".")[0]
    return record or pointer.region.name or "of some type"


def _is_writable(engine: Machine, pointer: Pointer) -> bool:
    """True where this kind of program may write there, or nobody knows."""
    record, _, member = pointer.field.partition(".")
    known: _Writable | None = None
    if engine.type == "BPF_PROG_TYPE_STRUCT_OPS":
        known = _STRUCT_OPS.get(((engine.kind.member if engine.kind else None) or "").partition(".")[0])
        if known is None or essential_name(record) not in known.structs:
            return True
    elif engine.type in _PACKET_TYPES:
        known = _PACKETS
    elif not engine.type or engine.type == "BPF_PROG_TYPE_EXT":
        return True
    return known is not None and f"{essential_name(record)}.{member}" in known.members
