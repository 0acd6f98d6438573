"""What the verifier and libbpf print when they refuse a program, and which rule says it before.

Read from rules/verifier_messages.yaml. The words change between releases, so a message is a pattern with places for
registers, numbers and names. A message that is not there is not known; nothing is guessed from words alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bpflint.kernel.rules_yaml import Mapping, Problems, read_yaml

FILE_NAME: Final = "verifier_messages.yaml"
_PLACES: Final = {
    "arg": r"(?:R\d+|args? ?#?\s?\d+)",
    "n": r"-?(?:0x[0-9a-f]+|\d+)",
    "name": r"(?P<name>[\w.*/]+)",
    "kfunc": r"(?P<kfunc>\w+)",
    "helper": r"(?P<helper>\w+)",
    "number": r"(?P<number>\d+)",
    "type": r"[\w.*/]+",
    "scalar": r"(?:scalar|inv)",
    "text": r".*",
}
_PLACE: Final = re.compile(r"\{(" + "|".join(_PLACES) + r")\}")
MOST_HELPERS: Final = 1000
"""Helpers have numbers below it, kfuncs the larger ones of their types."""
_SUBJECT: Final = re.compile(r"\{(?:kfunc|helper|name)\}|\bNAME\b")
LOOKED_AT: Final = ("6.1", "6.12", "7.3")
"""The kernels whose sources were searched for messages."""
SITUATIONS: Final = frozenset({"call", "released"})
"""Where a message may be said: at a call, or after an object was given back."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message: the id of the rule about it, None where no rule is, and what to do."""

    text: str
    rule: str | None
    cure: str
    pattern: re.Pattern[str]
    when: str = ""
    """The situation in which the message is said for this reason; it is known from a log only."""
    also: tuple[str, ...] = ()
    """Further rules that say it of certain objects."""
    is_general: bool = False
    """True for words that follow more telling ones."""
    since: str = ""
    """The first of the kernels that were looked at whose sources have the words; "" where the oldest has them."""


@dataclass(frozen=True, slots=True)
class Call:
    """The function that a log calls last. Old kernels print the number of a helper only."""

    name: str
    number: int

    @property
    def is_helper(self) -> bool:
        return self.number < MOST_HELPERS


@dataclass(frozen=True, slots=True)
class Match:
    """A line that is a message, and the kfunc or helper it is about."""

    message: Message
    words: str
    subject: str = ""
    number: int | None = None
    """Of the helper, where the words tell it."""

    @property
    def is_helper(self) -> bool:
        return self.number is not None and self.number < MOST_HELPERS

    @property
    def cure(self) -> str:
        cure = _SUBJECT.sub(self.subject or "NAME", self.message.cure)
        return cure.replace("bpflint kfunc", "bpflint helper") if self.is_helper else cure


def load_messages(directory: Path) -> tuple[Message, ...]:
    """The messages of a rules directory. Raises RulesError with every mistake, each with file and line."""
    problems = Problems()
    path = directory / FILE_NAME
    document = read_yaml(path, problems) or Mapping()
    cures = document.get("cures") or {}
    found = [_message(entry, cures, path, problems) for entry in document.get("messages") or ()]
    problems.raise_any()
    return tuple(message for message in found if message is not None)


def _message(entry: object, cures: dict[str, str], path: Path, problems: Problems) -> Message | None:
    if not isinstance(entry, Mapping):
        problems.add(path, 1, "an entry of 'messages' is not a mapping")
        return None
    text, rule, when = entry.get("message"), entry.get("rule"), entry.get("when") or ""
    cure = entry.get("cure") or cures.get(str(rule), "")
    if not isinstance(text, str) or not isinstance(cure, str) or not isinstance(rule, str | None):
        problems.add(path, entry.line, "'message' and 'cure' are texts, 'rule' is an id or null")
        return None
    also = entry.get("also") or ()
    if when not in {"", *SITUATIONS}:
        problems.add(path, entry.line, f"'when' is one of {', '.join(sorted(SITUATIONS))}")
    if not cure:
        problems.add(path, entry.line, "neither the message nor its rule has a cure")
    since = entry.get("since") or ""
    if since not in {"", *LOOKED_AT[1:]}:
        problems.add(path, entry.line, f"'since' is one of {', '.join(LOOKED_AT[1:])}")
    return Message(
        text, rule, cure, _pattern(text), str(when), tuple(map(str, also)), entry.get("general") is True, str(since)
    )


def _pattern(text: str) -> re.Pattern[str]:
    seen: set[str] = set()
    parts: list[str] = []
    last = 0
    for place in _PLACE.finditer(text):
        parts.append(re.escape(text[last : place.start()]))
        part = _PLACES[place[1]]
        # A name may come twice in a message, the group only once.
        parts.append(re.sub(r"\?P<\w+>", "?:", part) if place[1] in seen else part)
        seen.add(place[1])
        last = place.end()
    return re.compile("".join((*parts, re.escape(text[last:]))))


def match(
    line: str, messages: Iterable[Message], situation: frozenset[str] = frozenset(), call: Call | None = None
) -> Match | None:
    """The first message that the line holds, None if there is none.

    `situation` is what a log has told before the line, `call` the function whose arguments are being checked: what a
    message is about that names none itself.
    """
    for message in messages:
        if message.when and message.when not in situation:
            continue
        found = message.pattern.search(line)
        if found is None:
            continue
        groups = found.groupdict()
        subject = groups.get("kfunc") or groups.get("helper") or groups.get("name") or ""
        number = groups.get("number")
        if not subject and number is None and call is not None:
            return Match(message, found[0], call.name, call.number)
        return Match(message, found[0], subject, int(number) if number else None)
    return None
