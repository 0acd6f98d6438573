"""Reads BTF, the type information that a kernel carries about itself.

Knows every kind of type up to Linux 7.3, both byte orders, and split BTF (a module's types, numbered behind those of
its base). A kind it does not know is skipped where the BTF describes its own layout, and refused otherwise.

The input is not trusted: every offset, count and type number is checked against the data, and a reference cycle ends
in an error. Whatever is wrong raises BtfError; nothing is guessed.

Source of the format: include/uapi/linux/btf.h and Documentation/bpf/btf.rst of Linux 7.3.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from bpflint.kernel.btf_header import TYPE_BYTES, BtfError, read_header, words_of

_MAX_TYPES = 1 << 20  # the kernel's own limit; a vmlinux has 150,000
MAX_DEPTH = 64  # links from a pointer to what it ends at; the kernel stops at 32
_NO_COMPONENT = 0xFFFFFFFF  # a tag on the whole declaration: -1
_MAX_STRING_BYTES = 1024  # the kernel's symbols end at 512


class Kind(IntEnum):
    """The kinds of types, by the kernel's numbers. VOID is type number 0, which has no entry of its own."""

    VOID = 0
    INT = 1
    PTR = 2
    ARRAY = 3
    STRUCT = 4
    UNION = 5
    ENUM = 6
    FWD = 7
    TYPEDEF = 8
    VOLATILE = 9
    CONST = 10
    RESTRICT = 11
    FUNC = 12
    FUNC_PROTO = 13
    VAR = 14
    DATASEC = 15
    FLOAT = 16
    DECL_TAG = 17
    TYPE_TAG = 18
    ENUM64 = 19


@dataclass(frozen=True, slots=True)
class Type:
    """One type. `size` is in bytes and set for sized kinds; `target` is set for kinds that refer to another type.

    `flag` is the kind flag: bitfields (struct, union), signed values (enum), union instead of struct (fwd), a full
    attribute instead of a tag (decl_tag, type_tag). `count` is the number of members, parameters or values.
    """

    id: int
    kind: Kind
    name: str
    size: int
    target: int
    flag: bool
    count: int


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a struct or union. `bits` is 0 for a member that is no bitfield."""

    name: str
    type_id: int
    bit_offset: int
    bits: int


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a function; type number 0 at the end means `...`."""

    name: str
    type_id: int


@dataclass(frozen=True, slots=True)
class Enumerator:
    name: str
    value: int


@dataclass(frozen=True, slots=True)
class DeclTag:
    """A tag on a declaration; `component` is the member or parameter it is on, None for the whole declaration."""

    text: str
    component: int | None


# Bytes behind the common 12 of a type: once, and for each of its elements.
_TRAILING: dict[int, tuple[int, int]] = {
    Kind.INT: (4, 0),
    Kind.PTR: (0, 0),
    Kind.ARRAY: (12, 0),
    Kind.STRUCT: (0, 12),
    Kind.UNION: (0, 12),
    Kind.ENUM: (0, 8),
    Kind.FWD: (0, 0),
    Kind.TYPEDEF: (0, 0),
    Kind.VOLATILE: (0, 0),
    Kind.CONST: (0, 0),
    Kind.RESTRICT: (0, 0),
    Kind.FUNC: (0, 0),
    Kind.FUNC_PROTO: (0, 8),
    Kind.VAR: (4, 0),
    Kind.DATASEC: (0, 12),
    Kind.FLOAT: (0, 0),
    Kind.DECL_TAG: (4, 0),
    Kind.TYPE_TAG: (0, 0),
    Kind.ENUM64: (0, 12),
}
_KINDS = {kind.value: kind for kind in Kind if kind in _TRAILING}
_SIZED = frozenset(
    {Kind.INT, Kind.STRUCT, Kind.UNION, Kind.ENUM, Kind.DATASEC, Kind.FLOAT, Kind.ENUM64},
)
_REFERRING = frozenset(
    {
        Kind.PTR,
        Kind.TYPEDEF,
        Kind.VOLATILE,
        Kind.CONST,
        Kind.RESTRICT,
        Kind.FUNC,
        Kind.FUNC_PROTO,
        Kind.VAR,
        Kind.DECL_TAG,
        Kind.TYPE_TAG,
    }
)


class Btf:
    """The types of a kernel, or of a module on top of its `base`.

    Types are numbered; 0 is void. Entries are decoded when asked for, so opening a whole kernel costs a tenth of a
    second. Every method raises BtfError on a type number or string that is not there.
    """

    def __init__(self, data: bytes, base: Btf | None = None) -> None:
        header = read_header(data)
        self.base = base
        self.little_endian = header.order == "<"
        self._strings = data[header.strings : header.strings + header.strings_len]
        self._texts: dict[int, str] = {}
        self._found: dict[tuple[Kind, ...], dict[str, int]] = {}
        self._first = base.end if base else 1
        self._first_string = base.end_of_strings if base else 0
        if base and base.little_endian != self.little_endian:
            raise BtfError("the base BTF has the other byte order")
        if base is None and not self._strings.startswith(b"\0"):
            raise BtfError("the BTF string section does not start with an empty string")
        if self._strings and not self._strings.endswith(b"\0"):
            raise BtfError("the BTF string section does not end with a NUL byte")
        trailing = dict(_TRAILING)
        for index in range(header.layout_len // 4):
            once, each = struct.unpack_from("BB", data, header.layout + 4 * index)
            trailing.setdefault(index, (once, each))
        self._words = words_of(data[header.types : header.types + header.types_len], header.order)
        self._positions = self._index(trailing)

    def _index(self, trailing: dict[int, tuple[int, int]]) -> array[int]:
        """The position of every type, counted in words."""
        positions = array("I")
        sizes: list[tuple[int, int] | None] = [trailing.get(kind) for kind in range(128)]
        words, append = self._words, positions.append
        position, last = 0, len(words) - TYPE_BYTES // 4
        while position <= last:
            info = words[position + 1]
            size = sizes[info >> 24 & 0x7F]
            if size is None:
                raise BtfError(f"type {self._first + len(positions)} is of the unknown kind {info >> 24 & 0x7F}")
            append(position)
            length = size[0] + size[1] * (info & 0xFFFFFF)
            if length & 3:
                raise BtfError(f"type {self._first + len(positions) - 1} does not end at a multiple of 4 bytes")
            position += (TYPE_BYTES + length) >> 2
        if position != len(words):
            raise BtfError("the last BTF type reaches beyond the type section")
        if len(positions) > _MAX_TYPES:
            raise BtfError(f"{len(positions)} types are too many")
        return positions

    @property
    def end(self) -> int:
        """One more than the greatest type number."""
        return self._first + len(self._positions)

    @property
    def end_of_strings(self) -> int:
        """The string offset at which a BTF split from this one goes on."""
        return self._first_string + len(self._strings)

    @property
    def own_ids(self) -> range:
        """The type numbers that are not the base's."""
        return range(self._first, self.end)

    def string(self, offset: int) -> str:
        """The text at `offset`. Bytes that are not UTF-8 are shown as escapes."""
        known = self._texts.get(offset)
        if known is None:
            known = self._texts[offset] = self._string(offset)
        return known

    def _string(self, offset: int) -> str:
        if offset < self._first_string and self.base:
            return self.base.string(offset)
        start = offset - self._first_string
        if not 0 <= start < len(self._strings):
            if offset == 0:
                return ""
            raise BtfError(f"string offset {offset} is outside the string section")
        stop = self._strings.find(b"\0", start, start + _MAX_STRING_BYTES)
        if stop < 0:
            raise BtfError(f"the string at offset {offset} is too long")
        return self._strings[start:stop].decode("utf-8", "backslashreplace")

    def _entry(self, type_id: int) -> tuple[Btf, int]:
        """The BTF that a type is in, and its position there."""
        owner: Btf | None = self
        while owner is not None:
            index = type_id - owner._first
            if index >= 0:
                if index >= len(owner._positions):
                    break
                return owner, owner._positions[index]
            owner = owner.base
        raise BtfError(f"there is no type number {type_id}")

    def kind(self, type_id: int) -> Kind:
        """The kind of a type, cheaper than the whole type."""
        if type_id == 0:
            return Kind.VOID
        owner, position = self._entry(type_id)
        return _kind(owner._words[position + 1], type_id)

    def target(self, type_id: int) -> int:
        """The type that a type refers to, cheaper than the whole type; 0 where its kind refers to none."""
        if type_id == 0:
            return 0
        owner, position = self._entry(type_id)
        return owner._words[position + 2] if _kind(owner._words[position + 1], type_id) in _REFERRING else 0

    def type(self, type_id: int) -> Type:
        """The type with this number."""
        if type_id == 0:
            return Type(0, Kind.VOID, "void", 0, 0, False, 0)
        owner, position = self._entry(type_id)
        name, info, word = owner._words[position : position + 3]
        kind = _kind(info, type_id)
        return Type(
            type_id,
            kind,
            owner.string(name),
            word if kind in _SIZED else 0,
            word if kind in _REFERRING else 0,
            bool(info >> 31),
            info & 0xFFFFFF,
        )

    def types(self) -> Iterator[Type]:
        """All types except the base's, by number. Types of a kind newer than this reader are left out."""
        for index, position in enumerate(self._positions):
            if self._words[position + 1] >> 24 & 0x7F in _TRAILING:
                yield self.type(self._first + index)

    def _trailing(self, type_id: int, *kinds: Kind) -> tuple[Btf, array[int], bool]:
        """The BTF that a type of one of these kinds is in, the words behind its common part, and its kind flag."""
        owner, position = self._entry(type_id)
        info = owner._words[position + 1]
        kind = _kind(info, type_id)
        if kind not in kinds:
            raise BtfError(f"type {type_id} is a {kind.name.lower()}, not a {kinds[0].name.lower()}")
        once, each = _TRAILING[kind]
        start = position + TYPE_BYTES // 4
        return owner, owner._words[start : start + (once + each * (info & 0xFFFFFF)) // 4], bool(info >> 31)

    def members(self, type_id: int) -> list[Member]:
        """The members of a struct or union, in order."""
        owner, words, flag = self._trailing(type_id, Kind.STRUCT, Kind.UNION)
        return [
            Member(owner.string(name), target, offset & 0xFFFFFF if flag else offset, offset >> 24 if flag else 0)
            for name, target, offset in zip(words[::3], words[1::3], words[2::3], strict=True)
        ]

    def parameters(self, type_id: int) -> list[Parameter]:
        """The parameters of a func_proto, in order."""
        owner, words, _ = self._trailing(type_id, Kind.FUNC_PROTO)
        return [Parameter(owner.string(name), target) for name, target in zip(words[::2], words[1::2], strict=True)]

    def enumerators(self, type_id: int) -> list[Enumerator]:
        """The names of an enum with their values, signed where the enum is."""
        if self.kind(type_id) == Kind.ENUM:
            owner, words, signed = self._trailing(type_id, Kind.ENUM)
            pairs = zip(words[::2], words[1::2], strict=True)
            return [Enumerator(owner.string(name), _value(value, 32, signed)) for name, value in pairs]
        owner, words, signed = self._trailing(type_id, Kind.ENUM64)
        return [
            Enumerator(owner.string(name), _value(low | high << 32, 64, signed))
            for name, low, high in zip(words[::3], words[1::3], words[2::3], strict=True)
        ]

    def array_of(self, type_id: int) -> tuple[int, int]:
        """Type number of the elements, and how many there are."""
        _, (element, _index, count), _ = self._trailing(type_id, Kind.ARRAY)
        return element, count

    def integer(self, type_id: int) -> tuple[int, int]:
        """Encoding (bit 0 signed, bit 1 char, bit 2 bool) and width in bits of an int."""
        _, (word,), _ = self._trailing(type_id, Kind.INT)
        return word >> 24 & 0xF, word & 0xFF

    def sections(self, type_id: int) -> list[tuple[int, int, int]]:
        """Type number, offset and size of every variable of a datasec."""
        _, words, _ = self._trailing(type_id, Kind.DATASEC)
        return list(zip(words[::3], words[1::3], words[2::3], strict=True))

    @cached_property
    def decl_tags(self) -> dict[int, list[DeclTag]]:
        """The declaration tags of this BTF (not the base's) by the number of the type they are on."""
        tags: dict[int, list[DeclTag]] = {}
        for type_id in self.ids_of(Kind.DECL_TAG):
            tag = self.type(type_id)
            _, (component,), _ = self._trailing(type_id, Kind.DECL_TAG)
            whole = component == _NO_COMPONENT
            tags.setdefault(tag.target, []).append(DeclTag(tag.name, None if whole else component))
        return tags

    def ids_of(self, *kinds: Kind) -> list[int]:
        """The numbers of this BTF's own types (not the base's) of these kinds."""
        words, wanted = self._words, frozenset(int(kind) for kind in kinds)
        return [
            self._first + index
            for index, position in enumerate(self._positions)
            if words[position + 1] >> 24 & 0x7F in wanted
        ]

    @cached_property
    def functions(self) -> dict[str, int]:
        """The first function of each name among this BTF's own types, by name."""
        return self._first_of(Kind.FUNC)

    def _first_of(self, *kinds: Kind) -> dict[str, int]:
        """The first of this BTF's own types of these kinds by name."""
        found = self._found.get(kinds)
        if found is None:
            found = self._found[kinds] = {}
            for type_id in self.ids_of(*kinds):
                found.setdefault(self.name(type_id), type_id)
        return found

    def name(self, type_id: int) -> str:
        """The name of a type, cheaper than the whole type; empty if it has none."""
        if type_id == 0:
            return "void"
        owner, position = self._entry(type_id)
        return owner.string(owner._words[position])

    def find(self, name: str, *kinds: Kind) -> int | None:
        """The number of the first type of this name and one of these kinds, the base's included."""
        if self.base and (found := self.base.find(name, *kinds)) is not None:
            return found
        return self._first_of(*kinds).get(name)

    def resolve(self, type_id: int) -> Type:
        """The type behind typedefs, qualifiers and type tags."""
        for _ in range(MAX_DEPTH):
            found = self.type(type_id)
            if found.kind not in (Kind.TYPEDEF, Kind.CONST, Kind.VOLATILE, Kind.RESTRICT, Kind.TYPE_TAG):
                return found
            type_id = found.target
        raise BtfError(f"type {type_id} refers to itself")


def _value(value: int, bits: int, signed: bool) -> int:
    return value - (1 << bits) if signed and value >> (bits - 1) else value


def _kind(info: int, type_id: int) -> Kind:
    number = info >> 24 & 0x7F
    kind = _KINDS.get(number)
    if kind is None:
        raise BtfError(f"type {type_id} is of the unknown kind {number}")
    return kind
