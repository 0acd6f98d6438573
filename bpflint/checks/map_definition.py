"""BP513: a map that no kernel creates as it is defined.

Of flags and sizes only: what a definition leaves out, or says 0 of, a loader may set before it creates the map.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found, Level
from bpflint.checks.context import Context
from bpflint.kernel.map_forms import EXCLUSIVE, MapForm, Sizes, flag_names
from bpflint.source.problems import Status
from bpflint.source.types import Kind, Type
from bpflint.source.unit import Map

_PROG_ARRAY: Final = 3
"""BPF_MAP_TYPE_PROG_ARRAY, include/uapi/linux/bpf.h."""


def check(context: Context) -> Iterator[Found]:
    """Yield what is wrong with each map."""
    forms = context.facts.store.map_forms
    for one in context.unit.maps.values():
        for each in (one, one.inner):
            form = forms.get(each.type) if each is not None and each.type is not None else None
            if each is None or form is None:
                continue
            for what, cure in _mistakes(each, form):
                yield Found(
                    span=each.span,
                    message=f"map {each.name}: {what}",
                    help=cure,
                    key=f"{each.name} {what}",
                    # What could not be read may say for which kernel it is, if for any of Linux.
                    at_most=Level.ERROR if context.unit.status is Status.OK else Level.WARNING,
                )


def _mistakes(one: Map, form: MapForm) -> Iterator[tuple[str, str]]:
    yield from _of_flags(one, form)
    for what, sizes, ctype, size in (
        ("key", form.key, one.key, one.key_size),
        ("value", form.value, one.value, one.value_size),
    ):
        if (size or _is_empty(ctype)) and not sizes.takes(size or 0):
            yield _of_size(form, what, sizes, size or 0)
    if form.typed:
        yield from _of_types(one, form)
    if one.inner is not None and not (one.holds_maps or one.type == _PROG_ARRAY):
        # parse_btf_map_def() in src/libbpf.c
        yield f"maps of type {form.name} hold no maps, and it is given some as values", "leave __array(values, ...) out"
    if form.unbounded and one.max_entries:
        yield f"maps of type {form.name} take no max_entries, and it has {one.max_entries}", "leave max_entries out"


def _is_empty(ctype: Type | None) -> bool:
    """True for a struct without members, of which no loader makes more."""
    return ctype is not None and ctype.is_record and ctype.complete and not ctype.fields and not ctype.size


def _of_flags(one: Map, form: MapForm) -> Iterator[tuple[str, str]]:
    names, unknown = flag_names(one.flags)
    for name in names:
        if name not in form.flags:
            yield f"no kernel creates maps of type {form.name} with flag BPF_F_{name}", "leave the flag out"
    if unknown:
        yield f"no known kernel has flag {unknown:#x} for maps", "leave the flag out"
    for name in sorted(form.needs.difference(names)):
        yield f"maps of type {form.name} need flag BPF_F_{name}", f"__uint(map_flags, BPF_F_{name})"
    for pair in EXCLUSIVE:
        if form.flags.issuperset(pair) and set(pair) <= set(names):
            yield f"flags BPF_F_{pair[0]} and BPF_F_{pair[1]} exclude each other", "set one of them"


def _of_size(form: MapForm, what: str, sizes: Sizes, size: int) -> tuple[str, str]:
    if sizes.most == 0:
        return f"maps of type {form.name} have no {what}, and it is given one of {size} bytes", f"leave out the {what}"
    given = size or "none: it is a struct without members"
    return f"the {what} of maps of type {form.name} has {sizes.text}, and here {given}", f"give the {what} such a size"


def _of_types(one: Map, form: MapForm) -> Iterator[tuple[str, str]]:
    cure = "give both types: __type(key, int); __type(value, ...)"
    if one.key is not None and one.key.kind not in (Kind.INT, Kind.UNKNOWN) and form.key.takes(one.key.size):
        yield f"the key of maps of type {form.name} is an int, and here {one.key.spelling}", cure
    elif (one.key is None and one.key_size) or (one.value is None and one.value_size):
        yield f"maps of type {form.name} need the types of key and value, and it has sizes only", cure
