"""The kinds of types that BTF tells apart, which libbpf compares where a name has to mean the same on both sides."""

from __future__ import annotations

import math
import re
from typing import Final

from bpflint.kernel.member_shape import shape_of
from bpflint.kernel.surface_at import SurfaceAt
from bpflint.kernel.surface_types import resolve
from bpflint.source.types import Kind, Type

_ARRAY = re.compile(r"\[(\d+)\]")
KINDS: Final = {
    Kind.INT: "int",
    Kind.ENUM: "enum",
    Kind.FLOAT: "float",
    Kind.POINTER: "pointer",
    Kind.ARRAY: "array",
    Kind.STRUCT: "struct",
    Kind.UNION: "union",
}


def kernel_kind(surface: SurfaceAt, spelling: str) -> tuple[str, int]:
    """Kind and size in bytes of a type as a kernel's BTF spells it; "" and 0 where unknown."""
    text = resolve(spelling, surface.typedef)
    if "(" not in text and (lengths := _ARRAY.findall(text)):
        _, size = kernel_kind(surface, text[: text.index("[")].rstrip())
        return "array", size * math.prod(int(each) for each in lengths)
    shape = shape_of(text, surface.typedef, lambda enum: surface.type(enum).value)
    if shape.kind == "record":
        _, is_typedef, name = text.partition(" typedef ")
        record = surface.record(name if is_typedef else text).value
        return text.split(" ")[0], record.size if record is not None else 0
    return shape.kind, shape.size


def is_of_other_kind(surface: SurfaceAt, ours: Type, theirs: str) -> bool:
    """True if libbpf surely does not take a declared type for a kernel's: their kinds differ, or those of elements."""
    kind, _ = kernel_kind(surface, theirs)
    if not kind or ours.kind not in KINDS:
        return False
    if KINDS[ours.kind] != kind:
        return True
    element: Type | None = ours
    while element is not None and element.kind is Kind.ARRAY:
        element = element.target
    if element is None or element is ours:
        return False
    elements = resolve(theirs, surface.typedef).partition("[")[0].rstrip()
    return is_of_other_kind(surface, element, elements)
