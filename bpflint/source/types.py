"""C types as the analysis sees them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final


class Kind(Enum):
    """The kinds of types that BTF tells apart."""

    VOID = auto()
    INT = auto()
    ENUM = auto()
    FLOAT = auto()
    POINTER = auto()
    ARRAY = auto()
    STRUCT = auto()
    UNION = auto()
    FUNCTION = auto()
    UNKNOWN = auto()


@dataclass(slots=True, eq=False)
class Type:
    """A C type, with typedefs and qualifiers resolved away except for `const`.

    `name` is the tag of a struct, union or enum ("" when anonymous). `size` is in bytes, 0 where unknown.
    `target` is what a pointer points to, what an array holds, or what a function returns. `tags` are the
    `btf_type_tag`s on the pointee of a pointer (`kptr`, `percpu_kptr`, `uptr`, `rcu`, `user`, ...) plus `arena` for
    address space 1. `spelling` is the text the user wrote, for messages. Types of one unit are interned: the same
    type is usually the same object, but compare with `same_type`.
    """

    kind: Kind
    spelling: str = ""
    size: int = 0
    signed: bool = False
    name: str = ""
    target: Type | None = None
    count: int = 0
    """Elements of an array; -1 for a flexible one."""
    params: tuple[Type, ...] = ()
    variadic: bool = False
    tags: frozenset[str] = frozenset()
    const: bool = False
    complete: bool = True
    """False for a struct that is only declared (`struct foo;`)."""
    is_relocated: bool = False
    """True for a record whose members CO-RE looks up in the kernel that loads the program (preserve_access_index)."""
    is_stand_in: bool = False
    """True for a record of a header that came with bpflint: the one that the program is built with may differ."""
    load_fields: Callable[[], tuple[Field, ...]] | None = field(default=None, repr=False)
    _fields: tuple[Field, ...] | None = field(default=None, repr=False)
    layout: object = field(default=None, repr=False)
    """What the analysis has worked out about the members (flow/static/struct_layout.py); dies with the type."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """Members of a struct or union, in order; anonymous members are kept as members named ""."""
        if self._fields is None:
            self._fields = self.load_fields() if self.load_fields else ()
        return self._fields

    @property
    def is_pointer(self) -> bool:
        return self.kind is Kind.POINTER

    @property
    def is_record(self) -> bool:
        return self.kind in (Kind.STRUCT, Kind.UNION)


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A member of a struct or union at a byte offset. `decl_tags` are its `btf_decl_tag`s, e.g. `contains:foo:node`."""

    name: str
    offset: int
    type: Type
    decl_tags: tuple[str, ...] = ()
    bit_width: int = 0
    """0 unless a bit-field; `offset` is then that of the byte the field starts in."""
    bit_offset: int = 0
    """The bit of that byte."""


KIND_WORDS = {
    Kind.INT: "int",
    Kind.ENUM: "enum",
    Kind.FLOAT: "float",
    Kind.POINTER: "pointer",
    Kind.STRUCT: "record",
    Kind.UNION: "record",
}
"""What CO-RE tells apart about the type of a member."""


def kind_word(ctype: Type) -> str:
    """The kind of a member's type in a word: `int`, `enum:TAG`, `record[]` for an array; `?` for anything else."""
    brackets = ""
    while ctype.kind is Kind.ARRAY and ctype.target is not None:
        ctype, brackets = ctype.target, f"{brackets}[]"
    word = KIND_WORDS.get(ctype.kind, "?")
    return f"{word}:{ctype.name}{brackets}" if word == "enum" and ctype.name else f"{word}{brackets}"


def same_type(left: Type | None, right: Type | None) -> bool:
    """True if both are the same C type, comparing records by kind and tag."""
    if left is None or right is None:
        return left is right
    if left is right:
        return True
    if left.kind is not right.kind:
        return False
    if left.is_record or left.kind is Kind.ENUM:
        return left.name == right.name if left.name or right.name else left is right
    if left.kind is Kind.INT:
        return left.size == right.size and left.signed == right.signed
    return same_type(left.target, right.target) and left.count == right.count


VOID: Final = Type(Kind.VOID, "void")
UNKNOWN: Final = Type(Kind.UNKNOWN, "?")
