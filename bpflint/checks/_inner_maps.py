"""Maps of maps that no kernel creates, for the type of their inner map.

Source: bpf_map_meta_alloc() in kernel/bpf/map_in_map.c, which asks for `map_meta_equal` of the inner map's type.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks.context import Context

NEVER_INNER = {
    3: "BPF_MAP_TYPE_PROG_ARRAY",
    12: "BPF_MAP_TYPE_ARRAY_OF_MAPS",
    13: "BPF_MAP_TYPE_HASH_OF_MAPS",
    19: "BPF_MAP_TYPE_CGROUP_STORAGE",
    21: "BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE",
    26: "BPF_MAP_TYPE_STRUCT_OPS",
}


def impossible_inner_maps(context: Context) -> Iterator[Found]:
    """Each map of maps whose inner map is of such a type; without it nothing of the object loads."""
    for name, one in context.unit.maps.items():
        inner = one.inner if one.holds_maps else None
        if inner is not None and inner.type in NEVER_INNER:
            yield Found(
                span=one.span,
                message=f"map {name}: the kernel takes no {NEVER_INNER[inner.type]} for an inner map",
                help="use an inner map of another type",
                key=f"inner:{name}",
            )
