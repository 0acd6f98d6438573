"""Of which sort a pointer is to the verifier, and which sorts an argument of a helper takes.

Source: check_reg_type() and compatible_reg_types in kernel/bpf/verifier.c. A pointer of which that is not known is of
no sort.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import CALLER, Pointer, RegionKind, Trust
from bpflint.flow.machine.entry import FLOW_KEYS
from bpflint.flow.machine.permissions import SHOWN_SOCKETS
from bpflint.flow.machine.trust import trust_of

_RESERVES: Final = "bpf_ringbuf_reserve"
_CAST: Final = "bpf_rdonly_cast"


class Sort(Enum):
    """What a pointer points to; the values are the words that messages have for it."""

    STACK = "the stack"
    VALUE = "a map's value or a global variable"
    STRING = "a string constant"
    RECORD = "a ring buffer record"
    MEMORY = "plain memory"
    UNTRUSTED = "memory that nobody vouches for"
    CONTEXT = "the program's context"
    PACKET = "the packet"
    MAP = "a map"
    FUNCTION = "a function"
    DYNPTR = "a dynptr"
    OWN = "an object of the program's own"
    SOCKET = "a socket"
    TRUSTED = "an object of the kernel that is trusted"
    KERNEL = "an object of the kernel"


_VALUES: Final = frozenset({Sort.VALUE, Sort.STRING})
_OBJECTS: Final = frozenset({Sort.TRUSTED, Sort.KERNEL})
_BYTES: Final = frozenset({Sort.STACK, *_VALUES, Sort.RECORD, Sort.MEMORY, Sort.PACKET, Sort.TRUSTED})
"""Of trusted objects those that are read only take some, and releases before 6.5 none."""
TAKES: Final[Mapping[str, tuple[frozenset[Sort], str]]] = {
    "ARG_PTR_TO_MEM": (_BYTES, "memory"),
    "ARG_PTR_TO_MAP_KEY": (_BYTES - {Sort.TRUSTED}, "a key in memory"),
    "ARG_PTR_TO_MAP_VALUE": (_BYTES - {Sort.TRUSTED}, "a value in memory"),
    "ARG_CONST_MAP_PTR": (frozenset({Sort.MAP}), "a map"),
    "ARG_PTR_TO_CTX": (frozenset({Sort.CONTEXT}), "the program's context"),
    "ARG_PTR_TO_BTF_ID": (_OBJECTS, "an object of the kernel"),
    "ARG_PTR_TO_BTF_ID_SOCK_COMMON": (_OBJECTS | {Sort.SOCKET}, "a socket"),
    "ARG_PTR_TO_SOCK_COMMON": (_OBJECTS | {Sort.SOCKET}, "a socket"),
    "ARG_PTR_TO_SOCKET": (_OBJECTS | {Sort.SOCKET}, "a socket"),
    "ARG_PTR_TO_SPIN_LOCK": (_VALUES | {Sort.OWN}, "a lock in a map's value or an object of the program's own"),
    "ARG_PTR_TO_TIMER": (_VALUES, "a timer in a map's value"),
    "ARG_KPTR_XCHG_DEST": (_VALUES | {Sort.OWN}, "a kptr in a map's value"),
    "ARG_PTR_TO_RINGBUF_MEM": (frozenset({Sort.RECORD}), "a ring buffer record"),
    "ARG_PTR_TO_CONST_STR": (_VALUES, "a constant string"),
    "ARG_PTR_TO_STACK": (frozenset({Sort.STACK}), "memory on the stack"),
}
"""Which sorts each type of argument takes, and what to call these."""
_PLAIN: Final = {
    RegionKind.STACK: Sort.STACK,
    RegionKind.GLOBAL: Sort.VALUE,
    RegionKind.MAP_VALUE: Sort.VALUE,
    RegionKind.STRING: Sort.STRING,
    RegionKind.CONTEXT: Sort.CONTEXT,
    RegionKind.PACKET: Sort.PACKET,
    RegionKind.MAP: Sort.MAP,
    RegionKind.FUNCTION: Sort.FUNCTION,
    RegionKind.DYNPTR: Sort.DYNPTR,
    RegionKind.ALLOC: Sort.OWN,
}


def sort_of(state: State, pointer: Pointer) -> Sort | None:
    """The sort of a pointer, None where nobody knows."""
    region = pointer.region
    if region.origin == CALLER:
        return None  # the function may be replaced, or get other arguments than it declares
    if region.kind is RegionKind.KERNEL:
        return _sort_of_object(state, pointer)
    if region.kind is RegionKind.MEMORY:
        if region.name == FLOW_KEYS:
            return None
        return Sort.RECORD if region.origin == _RESERVES else Sort.MEMORY
    if region.kind is RegionKind.OTHER and region.origin == _CAST:
        return Sort.UNTRUSTED
    if region.kind is RegionKind.ALLOC and region.percpu:
        return None
    return _PLAIN.get(region.kind)


def lies_elsewhere(state: State, pointer: Pointer, argument: str) -> bool:
    """True for a pointer to memory that holds no object of the kind that `argument` takes (a lock, a kptr)."""
    sort = sort_of(state, pointer)
    return sort is Sort.STRING or (sort is not None and sort not in TAKES[argument][0])


def _sort_of_object(state: State, pointer: Pointer) -> Sort | None:
    ctype, trust = state.type_of(pointer.region), trust_of(state, pointer)
    if ctype is None or not ctype.is_record or pointer.trust is Trust.UNKNOWN or trust is Trust.UNKNOWN:
        return None
    if ctype.name in SHOWN_SOCKETS:
        return Sort.SOCKET
    if ctype.name == "bpf_map":
        return None  # the kernel shows some as maps
    return Sort.TRUSTED if trust is Trust.TRUSTED else Sort.KERNEL
