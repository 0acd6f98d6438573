"""Protocols: in which order calls may be made, told as state machines over an object, read from rules/protocols.

A protocol says what the kernel does, not what a check makes of it: some are enforced by the verifier when a program
loads, some only by an error that the call returns at run time. protocol_files.py reads the files, and
compile_protocols.py keeps what they say in a form that loads fast.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Final

from bpflint.base.errors import BpflintError


class ProtocolError(BpflintError):
    """Protocol files that cannot be used. Every problem carries file and line."""


class Enforced(Enum):
    """Who notices a call out of order."""

    VERIFIER = "verifier"
    RUN_TIME = "run_time"
    """The program loads; the call returns an error."""
    NOBODY = "nobody"


class When(Enum):
    """For which results a call takes its effect."""

    ALWAYS = "always"
    RETURNS_ZERO = "returns_zero"
    RETURNS_NON_NULL = "returns_non_null"
    RETURNS_NON_NEGATIVE = "returns_non_negative"


class Place(Enum):
    """Where an object has to be."""

    MAP_VALUE = "map_value"
    STACK = "stack"
    OBJECT = "object"
    """Inside an object from bpf_obj_new()."""
    MAP_VALUE_OR_OBJECT = "map_value_or_object"
    ARENA = "arena"
    KERNEL = "kernel"
    """The kernel's own memory: the program only ever has a pointer to it."""


RESULT: Final = -1
"""The object is what the call returns."""

REGION: Final = -2
"""There is no object: the state is that of the running program."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a protocol is about. `type` is its C type, "" for a region; `nests` says that a region or lock may nest."""

    type: str = ""
    lives_in: Place | None = None
    nests: bool = False

    @property
    def is_region(self) -> bool:
        return self.lives_in is None


@dataclass(frozen=True, slots=True)
class Transition:
    """What one call asks of one object, and does to it.

    `argument` is the index of the argument that points to the object, RESULT or REGION. The call is in order where the
    object is in one of `origins`. Where the call returns as `when` says, the object is in `to` afterwards, else in
    `otherwise`; None leaves the state. `errors` maps a state outside `origins` to the errno that the call returns there
    ("EINVAL"). `map_argument` is the index of the argument that must be the map whose value holds the object.
    """

    call: str
    argument: int
    origins: frozenset[str]
    to: str | None = None
    when: When = When.ALWAYS
    otherwise: str | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    harmless: bool = False
    """Out of order it does nothing, and needs not to: a timer that was never started is cancelled."""
    map_argument: int | None = None
    callback_argument: int | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """A state that an object of another protocol must be in. `alternatives` are protocols that serve as well."""

    protocol: str
    state: str
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Protocol:
    """One state machine. An object starts in the first of `states`.

    `calls` holds every name, aliases included, with its transitions. `may_end_in` are the states in which a program may
    leave the object behind. `transient` states may end by themselves at any time. `resets` maps a function to the index
    of a map argument whose objects are in the first state afterwards. `checks` are the rules that speak about it.
    """

    name: str
    title: str
    enforced: Enforced
    subject: Subject
    states: tuple[str, ...]
    may_end_in: frozenset[str]
    calls: Mapping[str, tuple[Transition, ...]]
    aliases: Mapping[str, str]
    """The main name of every other name."""
    transient: frozenset[str] = frozenset()
    resets: Mapping[str, int] = field(default_factory=dict)
    needs: Need | None = None
    checks: tuple[str, ...] = ()
    docs: str = ""
    source: str = ""
    path: Path = Path()

    @property
    def start(self) -> str:
        return self.states[0]

    def path_to(self, state: str, targets: frozenset[str]) -> tuple[str, ...] | None:
        """The fewest calls that bring an object from `state` to one of `targets`, main names only; None if none do."""
        seen = {state}
        work: list[tuple[str, tuple[str, ...]]] = [(state, ())]
        for here, calls in work:
            if here in targets:
                return calls
            for name, transitions in self.calls.items():
                for transition in transitions:
                    to = transition.to
                    if name in self.aliases or to is None or to in seen or here not in transition.origins:
                        continue
                    seen.add(to)
                    work.append((to, (*calls, name)))
        return None


class Protocols:
    """Every protocol, by name, and by the functions that take part."""

    def __init__(self, protocols: Sequence[Protocol]) -> None:
        self._by_name = {protocol.name: protocol for protocol in protocols}
        self._by_call: dict[str, list[Protocol]] = {}
        for protocol in self._by_name.values():
            for name in protocol.calls:
                self._by_call.setdefault(name, []).append(protocol)

    def __iter__(self) -> Iterator[Protocol]:
        return iter(self._by_name.values())

    def __len__(self) -> int:
        return len(self._by_name)

    def __getitem__(self, name: str) -> Protocol:
        return self._by_name[name]

    def of_call(self, name: str) -> tuple[Protocol, ...]:
        """The protocols in which the function `name` takes part."""
        return tuple(self._by_call.get(name, ()))
