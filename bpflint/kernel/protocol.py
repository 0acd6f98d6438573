"""Protocols: in which order calls may be made, told as state machines over an object, read from rules/protocols.

A protocol says what the kernel does, not what a check makes of it: some are enforced by the verifier when a program
loads, some only by an error that the call returns at run time. `rules/protocols/README.md` is the description of the
format. Nothing is guessed: a file with a mistake is refused with the line, never read half.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

import yaml

from bpflint.errors import BpflintError, did_you_mean


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


def load_protocols(extra: Sequence[Path] = ()) -> Protocols:
    """bpflint's own protocols and those of the directories `extra`, which replace one of the same name. Cached.

    Raises ProtocolError naming every mistake in every file.
    """
    return _load(tuple(extra))


@lru_cache(maxsize=8)
def _load(extra: tuple[Path, ...]) -> Protocols:
    from bpflint.kernel import rules_directory

    found: dict[str, Protocol] = {}
    problems: list[str] = []
    for directory in (rules_directory(), *extra):
        for path in sorted((directory / "protocols").glob("*.yaml")):
            try:
                found.update((protocol.name, protocol) for protocol in read_protocols(path))
            except ProtocolError as error:
                problems += error.problems
    if not problems:
        problems = [
            f"{protocol.path}:1: 'needs' names the protocol {name!r}, which does not exist"
            for protocol in found.values()
            if protocol.needs
            for name in (protocol.needs.protocol, *protocol.needs.alternatives)
            if name not in found
        ]
    if problems:
        raise ProtocolError(problems)
    return Protocols(tuple(found.values()))


def read_protocols(path: Path) -> tuple[Protocol, ...]:
    """The protocols of one file: one, or one for every word of its `each`. Raises ProtocolError with every mistake."""
    reader = _Reader(path)
    protocols = reader.read()
    if reader.problems:
        raise ProtocolError(reader.problems)
    return protocols


_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_FUNCTION: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_RULE: Final = re.compile(r"(KF|BP)\d{3}")
_MAX_ARGUMENTS: Final = 12
_TOP: Final = (
    "protocol",
    "title",
    "each",
    "enforced",
    "object",
    "states",
    "may_end_in",
    "transient",
    "calls",
    "resets",
    "needs",
    "checks",
    "docs",
    "source",
)
_REQUIRED: Final = ("protocol", "title", "enforced", "object", "states", "calls", "source")
_OBJECT: Final = ("type", "argument", "lives_in", "nests", "region")
_CALL: Final = ("aliases", "argument", "from", "to", "when", "otherwise", "errors", "harmless", "map", "callback")
_NEEDS: Final = ("protocol", "state", "or")

_Node = yaml.nodes.Node
_Choice = TypeVar("_Choice", bound=Enum)


class _Reader:
    """One file while it is read; collects what is wrong with it instead of stopping at the first mistake."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[str] = []
        self.states: tuple[str, ...] = ()
        self.default_argument = REGION

    def wrong(self, node: _Node, message: str) -> None:
        self.problems.append(f"{self.path}:{node.start_mark.line + 1}: {message}")

    def read(self) -> tuple[Protocol, ...]:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            root = yaml.compose(self.path.read_text(encoding="utf-8"), Loader=loader)
        except (OSError, UnicodeDecodeError) as error:
            raise ProtocolError(f"{self.path}:1: cannot be read: {error}") from error
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            reason = getattr(error, "problem", None) or "not YAML"
            raise ProtocolError(f"{self.path}:{mark.line + 1 if mark else 1}: {reason}") from error
        if root is None:
            raise ProtocolError(f"{self.path}:1: the file is empty")
        top = self.mapping(root, _TOP, "a protocol")
        for key in _REQUIRED:
            if root and key not in top:
                self.wrong(root, f"'{key}' is missing")
        if self.problems:
            return ()
        words = self.words(top["each"]) if "each" in top else ("",)
        protocols = [self.protocol(top, word) for word in words]
        self.problems = list(dict.fromkeys(self.problems))
        return tuple(protocol for protocol in protocols if protocol is not None)

    def protocol(self, top: Mapping[str, _Node], word: str) -> Protocol | None:
        before = len(self.problems)
        name = self.text(top["protocol"], _NAME)
        subject = self.subject(top["object"], word)
        self.states = self.words(top["states"])
        if len(self.states) < 2:
            self.wrong(top["states"], "'states' needs at least two")
        calls: dict[str, tuple[Transition, ...]] = {}
        aliases: dict[str, str] = {}
        for key, node in self.pairs(top["calls"], "'calls'"):
            call = self.text(key, _FUNCTION, word)
            names = self.aliases(node, word)
            aliases.update((alias, call) for alias in names)
            for each in (call, *names):
                if each in calls:
                    self.wrong(key, f"{each} stands here twice")
                calls[each] = self.transitions(node, each, subject)
        may_end_in = self.some_states(top["may_end_in"]) if "may_end_in" in top else frozenset(self.states)
        transient = self.some_states(top["transient"]) if "transient" in top else frozenset()
        resets = (
            {self.text(key, _FUNCTION): self.index(node) for key, node in self.pairs(top["resets"], "'resets'")}
            if "resets" in top
            else {}
        )
        checks = self.words(top["checks"], _RULE) if "checks" in top else ()
        needs = self.needs(top["needs"]) if "needs" in top else None
        enforced = self.choice(top["enforced"], Enforced)
        self.check_reachable(top["states"], calls)
        if len(self.problems) > before:
            return None
        return Protocol(
            name=f"{name}_{word}" if word else name,
            title=self.text(top["title"]),
            enforced=enforced,
            subject=subject,
            states=self.states,
            may_end_in=may_end_in,
            calls=MappingProxyType(calls),
            aliases=MappingProxyType(aliases),
            transient=transient,
            resets=MappingProxyType(resets),
            needs=needs,
            checks=checks,
            docs=self.text(top["docs"]) if "docs" in top else "",
            source=self.text(top["source"]),
            path=self.path,
        )

    def subject(self, node: _Node, word: str) -> Subject:
        parts = self.mapping(node, _OBJECT, "'object'")
        nests = "nests" in parts and self.flag(parts["nests"])
        if "region" in parts and self.flag(parts["region"]):
            for key in ("type", "argument", "lives_in"):
                if key in parts:
                    self.wrong(parts[key], f"a region has no '{key}'")
            self.default_argument = REGION
            return Subject(nests=nests)
        for key in ("type", "argument", "lives_in"):
            if key not in parts:
                self.wrong(node, f"'object' lacks '{key}'")
        self.default_argument = self.index(parts["argument"]) if "argument" in parts else 0
        kind = self.text(parts["type"], None, word) if "type" in parts else ""
        place = self.choice(parts["lives_in"], Place) if "lives_in" in parts else Place.KERNEL
        return Subject(kind, place, nests)

    def aliases(self, node: _Node, word: str) -> tuple[str, ...]:
        if isinstance(node, yaml.nodes.MappingNode):
            for key, value in node.value:
                if getattr(key, "value", None) == "aliases":
                    return self.words(value, _FUNCTION, word)
        return ()

    def transitions(self, node: _Node, call: str, subject: Subject) -> tuple[Transition, ...]:
        parts = node.value if isinstance(node, yaml.nodes.SequenceNode) else [node]
        return tuple(self.transition(part, call, subject) for part in parts)

    def transition(self, node: _Node, call: str, subject: Subject) -> Transition:
        parts = self.mapping(node, _CALL, f"the call of {call}")
        argument = self.default_argument
        if "argument" in parts:
            if subject.is_region:
                self.wrong(parts["argument"], "a region has no 'argument'")
            argument = RESULT if parts["argument"].value == "result" else self.index(parts["argument"])
        origins = self.some_states(parts["from"]) if "from" in parts else frozenset(self.states)
        errors: dict[str, str] = {}
        for key, value in self.pairs(parts["errors"], "'errors'") if "errors" in parts else ():
            state, name = self.state(key), self.text(value)
            if state in origins:
                self.wrong(key, f"{state!r} is in 'from', so the call does not fail there")
            if not hasattr(errno, name):
                self.wrong(value, f"{name!r} is not the name of an error such as EINVAL")
            errors[state] = name
        when = self.choice(parts["when"], When) if "when" in parts else When.ALWAYS
        for word in ("when", "otherwise"):
            if word in parts and "to" not in parts:
                self.wrong(parts[word], f"'{word}' says nothing without 'to'")
        return Transition(
            call=call,
            argument=argument,
            origins=origins,
            to=self.state(parts["to"]) if "to" in parts else None,
            when=when,
            otherwise=self.state(parts["otherwise"]) if "otherwise" in parts else None,
            errors=MappingProxyType(errors),
            harmless="harmless" in parts and self.flag(parts["harmless"]),
            map_argument=self.index(parts["map"]) if "map" in parts else None,
            callback_argument=self.index(parts["callback"]) if "callback" in parts else None,
        )

    def needs(self, node: _Node) -> Need | None:
        parts = self.mapping(node, _NEEDS, "'needs'")
        if "protocol" not in parts or "state" not in parts:
            self.wrong(node, "'needs' asks for 'protocol' and 'state'")
            return None
        alternatives = self.words(parts["or"]) if "or" in parts else ()
        return Need(self.text(parts["protocol"], _NAME), self.text(parts["state"], _NAME), alternatives)

    def check_reachable(self, node: _Node, calls: Mapping[str, tuple[Transition, ...]]) -> None:
        entered = {to for parts in calls.values() for part in parts for to in (part.to, part.otherwise) if to}
        for state in self.states[1:]:
            if state not in entered:
                self.wrong(node, f"no call leads to the state {state!r}")

    # ------------------------------------------------------------------------------------------------- small parts

    def mapping(self, node: _Node, known: Sequence[str], what: str) -> dict[str, _Node]:
        found: dict[str, _Node] = {}
        for key, value in self.pairs(node, what):
            word = str(key.value)
            if word not in known:
                self.wrong(key, f"{what} has no key {word!r}{did_you_mean(word, known)}")
            elif word in found:
                self.wrong(key, f"{word!r} stands here twice")
            found[word] = value
        return found

    def pairs(self, node: _Node, what: str) -> list[tuple[_Node, _Node]]:
        if not isinstance(node, yaml.nodes.MappingNode):
            self.wrong(node, f"{what} should be 'key: value' lines")
            return []
        return [(key, value) for key, value in node.value if isinstance(key, yaml.nodes.ScalarNode)]

    def words(self, node: _Node, pattern: re.Pattern[str] = _NAME, word: str = "") -> tuple[str, ...]:
        if not isinstance(node, yaml.nodes.SequenceNode) or not node.value:
            self.wrong(node, "expected a list such as [a, b]")
            return ()
        return tuple(self.text(item, pattern, word) for item in node.value)

    def text(self, node: _Node, pattern: re.Pattern[str] | None = None, word: str = "") -> str:
        if not isinstance(node, yaml.nodes.ScalarNode) or not node.value:
            self.wrong(node, "expected a word or a line of text")
            return ""
        value = str(node.value).replace("{each}", word)
        if pattern is not None and not pattern.fullmatch(value):
            self.wrong(node, f"{value!r} is not a name as it is expected here")
        return value

    def index(self, node: _Node) -> int:
        text: Any = getattr(node, "value", "")
        if isinstance(text, str) and text.isascii() and text.isdigit() and int(text) < _MAX_ARGUMENTS:
            return int(text)
        self.wrong(node, "expected the index of an argument, counted from 0")
        return 0

    def flag(self, node: _Node) -> bool:
        if getattr(node, "value", None) not in ("true", "false"):
            self.wrong(node, "expected true or false")
        return bool(node.value == "true")

    def choice(self, node: _Node, kind: type[_Choice]) -> _Choice:
        words = [str(member.value) for member in kind]
        text = str(getattr(node, "value", ""))
        if text not in words:
            self.wrong(node, f"{text!r} should be one of {', '.join(words)}{did_you_mean(text, words)}")
            return next(iter(kind))
        return kind(text)

    def state(self, node: _Node) -> str:
        text = str(getattr(node, "value", ""))
        if text not in self.states:
            self.wrong(node, f"{text!r} is not one of 'states'{did_you_mean(text, self.states)}")
        return text

    def some_states(self, node: _Node) -> frozenset[str]:
        words = self.words(node)
        for item, word in zip(getattr(node, "value", ()), words, strict=False):
            if word not in self.states:
                self.wrong(item, f"{word!r} is not one of 'states'{did_you_mean(word, self.states)}")
        return frozenset(words)
