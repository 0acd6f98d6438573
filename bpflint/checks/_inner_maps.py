"""Maps of maps that no kernel creates, for the type of their inner map.

Source: bpf_map_meta_alloc() in kernel/bpf/map_in_map.c, which asks for `map_meta_equal` of the inner map's type.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks.context import Context
from bpflint.kernel.load_limits import never_inner


def impossible_inner_maps(context: Context) -> Iterator[Found]:
    """Each map of maps whose inner map is of such a type; without it nothing of the object loads."""
    for name, one in context.unit.maps.items():
        inner = one.inner.type if one.holds_maps and one.inner is not None else None
        refused = never_inner(context.kernel, inner) if inner is not None else None
        if refused is not None:
            yield Found(
                span=one.span,
                message=f"map {name}: the kernel takes no {refused} for an inner map",
                help="use an inner map of another type",
                key=f"inner:{name}",
            )
