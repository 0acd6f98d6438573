"""Which members of its context a program may read and write, and whether it may write to the packet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from bpflint.kernel.program_types import ProgramKind


@dataclass(frozen=True, slots=True)
class ContextRules:
    """What programs of one kind may do with their context. `struct` is "" where it does not matter what it is."""

    struct: str
    closed: frozenset[str]
    writable: tuple[str, ...]
    until: str = ""
    """The change of the verifier that ends it, by the name in rules/verifier.yaml."""


class Place(NamedTuple):
    """Byte `at` of a member of `size` bytes; of an array, `element` is the size of one of its elements."""

    member: str
    at: int
    element: int
    size: int


@dataclass(frozen=True, slots=True)
class Parts:
    """How the members of a context, or of a socket that the kernel shows, may be accessed.

    Of an array, each element is one. `size` is that of the struct.
    """

    size: int
    whole: frozenset[str] = frozenset()
    pairs: frozenset[str] = frozenset()
    bytes: frozenset[str] = frozenset()
    first: frozenset[str] = frozenset()
    starts: frozenset[str] = frozenset()
    """Of which no parts are read that begin later."""
    loose: frozenset[str] = frozenset()

    def may_access(self, place: Place, offset: int, width: int, *, write: bool) -> bool:
        """False where the verifier refuses `width` bytes at `place`, which is `offset` in the struct."""
        if place.member in self.loose:
            return True
        if write and place.member in self.first and place.at >= place.element:
            return False
        if width == 2 * place.element and place.member in self.pairs:
            return offset % width == 0 and place.at + width <= place.size
        inner = place.at % place.element
        if inner and place.member in self.starts:
            return False
        if place.member in self.whole or (write and place.member not in self.bytes):
            return inner == 0 and width == place.element
        return offset % width == 0 and inner + width <= place.element


@dataclass(frozen=True, slots=True)
class Extent:
    """The bytes of a context that may be read. `end` is None where it depends on the machine."""

    begin: int
    end: int | None
    negative: bool
    """True where the verifier does not look at offsets before the context."""

    def lacks(self, offset: int, width: int) -> bool:
        """True if `width` bytes at `offset` may not be read."""
        if offset < 0:
            return not self.negative
        return offset < self.begin or (self.end is not None and offset > self.end - width)


@dataclass(frozen=True, slots=True)
class Sockets:
    """Which members of contexts are sockets to the verifier, as `struct.member`."""

    maybe_null: frozenset[str]
    never_null: frozenset[str]
    common: frozenset[str]
    """Of which no more may be read than every kind of socket has."""
    closed_of_common: frozenset[str]
    """Members of struct bpf_sock that may not be read of those."""


@dataclass(frozen=True, slots=True)
class Iterators:
    """What members of iterators' contexts are, as `struct.member`; all may be NULL."""

    trusted: frozenset[str]
    plain: frozenset[str]
    """Objects that are good enough to be read and for helpers."""
    buffers: frozenset[str]
    keys: frozenset[str]
    """Bytes that may only be read."""


@dataclass(frozen=True, slots=True)
class ContextAccess:
    """From rules/context_access.yaml. What is not listed there may be anything."""

    structs: Mapping[str, frozenset[str]]
    contexts: Mapping[str, ContextRules]
    """By program type, or program type and attach type."""
    read_only_packets: frozenset[str]
    closed: frozenset[str]
    """Members that programs of some kind may not read (`__sk_buff.data`)."""
    sockets: Sockets
    objects: frozenset[str]
    """Members of contexts that are trusted objects of the kernel, as `struct.member`."""
    iterators: Iterators
    parts: Mapping[str, Parts]
    """By struct."""
    extents: Mapping[str, Extent]
    """By program type, of contexts that are no struct of their own."""

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> ContextAccess:
        contexts = {
            program: ContextRules(
                each.get("struct", ""),
                frozenset(each["closed"]),
                tuple(each["writable"]),
                each.get("until", ""),
            )
            for each in data["contexts"]
            for program in each["programs"]
        }
        structs = {name: frozenset(members) for name, members in data["structs"].items()}
        closed = {f"{each.struct}.{member}" for each in contexts.values() for member in each.closed}
        closed.update(member for each in data["extents"].values() for member in each.get("hidden", ()))
        kinds = data["sockets"]
        sockets = Sockets(
            frozenset(kinds["maybe_null"]),
            frozenset(kinds["never_null"]),
            frozenset(kinds["common"]),
            frozenset(data["closed_of_common_sockets"]),
        )
        iterators = Iterators(**{kind: frozenset(members) for kind, members in data["iterators"].items()})
        parts = {
            name: Parts(each["size"], **{kind: frozenset(names) for kind, names in each.items() if kind != "size"})
            for name, each in data["parts"].items()
        }
        extents = {
            program: Extent(each["from"], each.get("to"), "negative" in each)
            for program, each in data["extents"].items()
        }
        return cls(
            structs,
            contexts,
            frozenset(data["read_only_packets"]),
            frozenset(closed),
            sockets,
            frozenset(data["objects"]),
            iterators,
            parts,
            extents,
        )

    def may_write_packets(self, kind: ProgramKind) -> bool:
        """False where the packet may only be read."""
        return kind.type not in self.read_only_packets

    def rules(self, kind: ProgramKind) -> ContextRules | None:
        """None for programs of which nothing is known."""
        return self.contexts.get(f"{kind.type}/{kind.attach}") or self.contexts.get(kind.type)

    def may_read(self, rules: ContextRules, struct: str, member: str) -> bool:
        """False where the verifier refuses it."""
        return rules.struct != struct or member not in rules.closed

    def may_write(self, rules: ContextRules, struct: str, member: str) -> bool:
        """False where the verifier refuses it; `struct` and `member` may be ""."""
        if not rules.struct:
            return False
        return rules.struct != struct or member in rules.writable or member not in self.structs[struct]
