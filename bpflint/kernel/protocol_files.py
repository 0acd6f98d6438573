"""Reads the files of rules/protocols; `rules/protocols/README.md` is the description of their format.

Nothing is guessed: a file with a mistake is refused with the line, never read half.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

import yaml

from bpflint.base.errors import did_you_mean
from bpflint.base.supplied import read_supplied
from bpflint.kernel.protocol import (
    REGION,
    RESULT,
    Enforced,
    Need,
    Place,
    Protocol,
    ProtocolError,
    Subject,
    Transition,
    When,
)


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
_MAX_FILE_BYTES: Final = 64 << 10
_MAX_EACH: Final = 32
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
            root = yaml.compose(read_supplied(self.path, _MAX_FILE_BYTES).decode("utf-8"), Loader=loader)
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
        if len(words) > _MAX_EACH:
            self.wrong(top["each"], f"'each' has more than {_MAX_EACH} words")
            return ()
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
