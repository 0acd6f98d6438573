"""Which maps may hold the kernel's own objects in their values: locks, timers, work queues, kptrs, lists, trees.

What the kernel does not accept in a map it refuses when the map is created; libbpf then tries again without types, and
the verifier refuses each use of the object. Source: map_check_btf() in kernel/bpf/syscall.c and btf_get_field_type() in
kernel/bpf/btf.c of 6.12 and 7.3; a map type that came later than those named here is not judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from bpflint.flow.static.struct_layout import Member, special_members
from bpflint.source.unit import Map

_HASH, _ARRAY, _PERCPU_HASH, _PERCPU_ARRAY, _LRU_HASH, _LRU_PERCPU_HASH = 1, 2, 5, 6, 9, 10
_CGROUP_STORAGE, _SK_STORAGE, _INODE_STORAGE, _TASK_STORAGE, _CGRP_STORAGE = 19, 24, 28, 29, 32
_NEWEST: Final = 33
"""BPF_MAP_TYPE_ARENA: the newest type whose rules were read."""

_LOCKED: Final = frozenset({_HASH, _ARRAY, _CGROUP_STORAGE, _SK_STORAGE, _INODE_STORAGE, _TASK_STORAGE, _CGRP_STORAGE})
_DEFERRED: Final = frozenset({_HASH, _LRU_HASH, _ARRAY})
_POINTING: Final = frozenset(
    {
        _HASH,
        _PERCPU_HASH,
        _LRU_HASH,
        _LRU_PERCPU_HASH,
        _ARRAY,
        _PERCPU_ARRAY,
        _SK_STORAGE,
        _INODE_STORAGE,
        _TASK_STORAGE,
        _CGRP_STORAGE,
    }
)
ALLOWED: Final = {
    "bpf_spin_lock": _LOCKED,
    "bpf_res_spin_lock": _LOCKED,
    "bpf_timer": _DEFERRED,
    "bpf_wq": _DEFERRED,
    "bpf_task_work": _DEFERRED,
    "bpf_list_head": _DEFERRED,
    "bpf_rb_root": _DEFERRED,
    "kptr": _POINTING,
    "percpu_kptr": _POINTING,
    "kptr_untrusted": _POINTING,
    "uptr": frozenset({_TASK_STORAGE}),
}
"""The types of maps whose values may hold an object."""
ONE_IN_A_VALUE: Final = frozenset(
    {"bpf_spin_lock", "bpf_res_spin_lock", "bpf_timer", "bpf_wq", "bpf_task_work", "bpf_refcount"}
)
"""Objects of which a value holds one at the most."""
NODES: Final = frozenset({"bpf_list_node", "bpf_rb_node"})
"""Which the kernel does not look for in values of maps."""
_LOCKS: Final = frozenset({"bpf_spin_lock", "bpf_res_spin_lock"})
GRAPHS: Final = frozenset({"bpf_list_head", "bpf_rb_root"})
_FEWEST: Final = 8
"""Objects that every kernel takes notice of in one value: BTF_FIELDS_MAX in include/linux/bpf.h was never smaller."""
_KEYED: Final = frozenset({_HASH, _ARRAY, _PERCPU_HASH, _PERCPU_ARRAY, _LRU_HASH, _LRU_PERCPU_HASH})
_FROZEN_FOR_PROGRAMS: Final = 1 << 7 | 1 << 8
"""BPF_F_RDONLY_PROG and BPF_F_WRONLY_PROG."""


def lacks_types(known: Map) -> bool:
    """True for a map that is created without the type of its value: the kernel then knows no object in it."""
    if known.type is None or known.type > _NEWEST or known.inner is not None:
        return False
    if known.value is None:
        return known.value_size is not None
    return known.key is None and known.key_size is not None and known.type in _KEYED


def refuses(known: Map, name: str) -> bool:
    """True for a map of a type, or with flags, whose values may not hold the object `name`."""
    if known.type is None or known.type > _NEWEST or name not in ALLOWED:
        return False
    return known.type not in ALLOWED[name] or bool(known.flags & _FROZEN_FOR_PROGRAMS)


def holds_two(known: Map, name: str) -> bool:
    """True for a value with two objects of which the kernel takes one."""
    return name in ONE_IN_A_VALUE and sum(member.name == name for member in special_members(known.value)) > 1


def knows_section(members: Sequence[Member]) -> bool:
    """True if the kernel surely knows these objects of a section of variables, the value of an array map.

    A list or tree has to have its one lock beside it. Where the kernel makes nothing of them, libbpf creates the map
    without types, as plain memory. Source: btf_parse_fields() in kernel/bpf/btf.c.
    """
    count = Counter(member.name for member in members)
    return (
        0 < count.total() <= _FEWEST
        and all(_ARRAY in ALLOWED.get(name, ()) for name in count)
        and all(count[name] <= 1 for name in ONE_IN_A_VALUE)
        and (count.keys().isdisjoint(GRAPHS) or sum(count[name] for name in _LOCKS) == 1)
    )
