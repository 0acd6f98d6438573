"""What the compiled facts say, as typed records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from bpflint.kernel.ctype import EncodedPrototype
from bpflint.kernel.kfunc import Successor
from bpflint.kernel.version import Version

CellState = Literal["certain", "guessed", "uncallable", "unknown"]
"""What one release says of a kfunc: it has it, and its prototype is certain or guessed; it refuses every call; nobody
knows whether it has it."""

NOT_MEASURED = -1
"""The number of an allow-list that nobody measured."""

_NO_PROTOTYPE = EncodedPrototype("", None, ())


class Cell(NamedTuple):
    """What consecutive releases say of a kfunc, the first and the last of them by their index."""

    first: int
    last: int
    state: CellState
    prototype: EncodedPrototype = _NO_PROTOTYPE
    flags: frozenset[str] = frozenset()
    allow: int = NOT_MEASURED
    """The number of its allow-list."""
    seen: bool = False
    """True if it was seen in an image or in sources; else inferred."""
    reason: str = ""
    """Why the releases refuse every call."""


@dataclass(frozen=True, slots=True)
class KfuncRecord:
    """What the facts say of one kfunc."""

    family: str
    page: str
    docs: str | None
    commit: str | None
    module: str | None
    config: str | None
    architecture: str | None
    test: bool
    successor: Successor | None
    disputes: tuple[tuple[str, str, str, str], ...]
    cells: tuple[Cell, ...]
    """By release, ascending; a release in no cell lacks the kfunc."""

    def at(self, index: int) -> Cell | None:
        """What the release of this index says; None where it lacks the kfunc."""
        return next((cell for cell in self.cells if cell.first <= index <= cell.last), None)


@dataclass(frozen=True, slots=True)
class HelperRecord:
    """What the facts say of one helper."""

    number: int
    since: Version
    docs: str | None
    gpl_only: bool | None
    prototype: EncodedPrototype
    allow: tuple[tuple[int, int, int], ...]
    """Numbers of allow-lists, with the indices of the first and the last release."""

    def allow_at(self, index: int) -> int:
        """The number of its allow-list on the release of this index."""
        return next((allow for first, last, allow in self.allow if first <= index <= last), NOT_MEASURED)


class StructOpsRecord(NamedTuple):
    """A member of a struct_ops struct: the first and last release it was seen in; a prototype if it is a function."""

    first: Version
    last: Version
    prototype: EncodedPrototype | None


class EnumeratorRecord(NamedTuple):
    """A program, attach, map or link type or a command: the releases known to have it, and those nobody knows of."""

    since: Version
    until: Version | None
    unknown: tuple[str, ...]
    """Ranges such as `6.2..6.11`."""


@dataclass(frozen=True, slots=True)
class AcceptedFlags:
    """The bits that a function takes in one argument (from 1), and what it gives for any other."""

    argument: int
    bits: int
    result: str


@dataclass(frozen=True, slots=True)
class TrustedFields:
    """Members of kernel structs that keep trust when a program walks through them, as `struct.member`."""

    rcu: frozenset[str]
    rcu_or_null: frozenset[str]
    trusted: frozenset[str]
    trusted_or_null: frozenset[str]
    rcu_protected: frozenset[str]
    maybe_rcu: frozenset[str]
    """Members that headers mark `__rcu`: by the member's name, for kernels whose BTF keeps the mark."""


@dataclass(frozen=True, slots=True)
class LoadLimits:
    """What rules/program_types.yaml say of flags, sleeping and attach types, and verifier.yaml of inner maps."""

    sleepable: Mapping[str, Version]
    """Program types that can have sleepable programs, and attach types that can since a later release."""
    attach_type_checked: frozenset[str]
    """Program types whose attach type is compared when a program is loaded."""
    program_flags: Mapping[str, Version]
    map_flags: tuple[tuple[str, int, Version], ...]
    """(name, value, first release)."""
    map_types: Mapping[int, str]
    """Names by number."""
    never_inner: frozenset[str]
    """Those that no map of maps may hold."""
