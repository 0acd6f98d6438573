"""When libbpf takes a member that a program declares for the kernel's of the same name.

Kinds are compared, not names or sizes: an integer fits any other, a struct any struct or union, arrays by their
elements (`bpf_core_fields_are_compat()` in libbpf's relo_core.c). A member that an instruction reads or writes directly
has to be of one size as well, unless both are unsigned integers or pointers (`bpf_core_calc_relo()`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bpflint.kernel.surface_types import Typedefs, resolve

Sizes = Callable[[str], int | None]
"""The size in bytes of an enum by its spelling (`enum zone_type`), None where nobody knows."""

FLAVOUR = re.compile(r"(?<=[^_])___[^_].*$")
"""The end of a name that libbpf leaves aside (`inode___old`)."""
_ARRAY = re.compile(r"\s*\[\d*\]")
_POINTER_SIZE = 8
_INTEGER_SIZES = {"char": 1, "_Bool": 1, "bool": 1, "short": 2, "int": 4, "long": 8, "__int128": 16}


@dataclass(frozen=True, slots=True, order=True)
class MemberShape:
    """What CO-RE compares of the type of a member. `kind` is "" where nobody knows."""

    kind: str
    """int, pointer, record, enum or float."""
    dimensions: int = 0
    """Of an array; the rest is then said of its elements."""
    size: int = 0
    """In bytes, 0 where unknown."""
    signed: bool = False
    tag: str = ""
    """Of an enum with a name."""
    is_loaded: bool = False
    """An instruction reads or writes it directly; said of what a program declares."""
    is_bit_field: bool = False


UNKNOWN_SHAPE = MemberShape("")
Shapes = tuple[MemberShape, ...]
"""Of the members on a path, the outermost first; empty where nobody asks for them."""


def shape_of_word(word: str) -> MemberShape:
    """The shape that a word of the front end means: `int`, `enum:TAG`, `record[]` for an array."""
    plain = word.rstrip("[]")
    kind, _, tag = plain.partition(":")
    dimensions = (len(word) - len(plain)) // 2
    return UNKNOWN_SHAPE if kind in ("", "?") else MemberShape(kind, dimensions, tag=FLAVOUR.sub("", tag))


def shapes_in(detail: str) -> tuple[str, Shapes]:
    """What `task_struct.pid int` holds: the path of a member, and the shapes of the members on it."""
    path, _, words = detail.partition(" ")
    return path, tuple(shape_of_word(word) for word in words.split(",")) if words else ()


def shape_of(spelling: str, typedefs: Typedefs, sizes: Sizes, *, is_bit_field: bool = False) -> MemberShape:
    """The shape of a type as a kernel's BTF spells it (`atomic_long_t [4]`)."""
    text, dimensions = resolve(spelling, typedefs), 0
    while lengths := _ARRAY.findall(text):
        if "(" in text:
            return UNKNOWN_SHAPE
        dimensions += len(lengths)
        text = resolve(_ARRAY.sub("", text), typedefs)
    if "(*" in text or text.endswith("*"):
        return MemberShape("pointer", dimensions, _POINTER_SIZE)
    if text.startswith(("struct ", "union ")):
        return MemberShape("record", dimensions)
    if text.startswith("enum "):
        _, is_typedef, _ = text.partition(" typedef ")
        tag = "" if is_typedef else text.removeprefix("enum ").strip()
        return MemberShape("enum", dimensions, (sizes(text) or 0) if tag else 0, tag="" if "{" in tag else tag)
    words = text.split()
    if "float" in words or "double" in words:
        return MemberShape("float", dimensions)
    size = _integer_size(words)
    if size == 0:
        return UNKNOWN_SHAPE
    signed = "unsigned" not in words and "_Bool" not in words and "bool" not in words
    return MemberShape("int", dimensions, size, signed, is_bit_field=is_bit_field)


def _integer_size(words: list[str]) -> int:
    for name in ("char", "short", "long", "__int128", "_Bool", "bool", "int"):
        if name in words:
            return _INTEGER_SIZES[name]
    return _INTEGER_SIZES["int"] if words and set(words) <= {"signed", "unsigned"} else 0


def fits(ours: MemberShape, theirs: MemberShape) -> bool:
    """Whether libbpf takes the one for the other. What is not known fits."""
    if not ours.kind or not theirs.kind:
        return True
    if ours.dimensions != theirs.dimensions:
        return False
    if ours.kind != theirs.kind:
        return False
    if ours.kind == "enum" and ours.tag and theirs.tag and ours.tag != theirs.tag:
        return False
    return not ours.is_loaded or _may_be_loaded(ours, theirs)


def _may_be_loaded(ours: MemberShape, theirs: MemberShape) -> bool:
    if theirs.is_bit_field:
        return False
    if ours.kind == "int" and not ours.signed and not theirs.signed:
        return True
    return not ours.size or not theirs.size or ours.size == theirs.size
