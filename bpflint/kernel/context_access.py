"""Which members of its context a program may read and write, and whether it may write to the packet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bpflint.kernel.program_types import ProgramKind


@dataclass(frozen=True, slots=True)
class ContextRules:
    """What programs of one kind may do with their context. `struct` is "" where it does not matter what it is."""

    struct: str
    closed: frozenset[str]
    writable: tuple[str, ...]
    until: str = ""
    """The change of the verifier that ends it, by the name in rules/verifier.yaml."""


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
    iterators: Iterators

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
        closed = frozenset(f"{each.struct}.{member}" for each in contexts.values() for member in each.closed)
        kinds = data["sockets"]
        sockets = Sockets(
            frozenset(kinds["maybe_null"]),
            frozenset(kinds["never_null"]),
            frozenset(kinds["common"]),
            frozenset(data["closed_of_common_sockets"]),
        )
        iterators = Iterators(**{kind: frozenset(members) for kind, members in data["iterators"].items()})
        return cls(structs, contexts, frozenset(data["read_only_packets"]), closed, sockets, iterators)

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
