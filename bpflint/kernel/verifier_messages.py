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
    "text": r".*",
}
_PLACE: Final = re.compile(r"\{(" + "|".join(_PLACES) + r")\}")


@dataclass(frozen=True, slots=True)
class Message:
    """One message: the id of the rule about it, None where no rule is, and what to do."""

    text: str
    rule: str | None
    cure: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Match:
    """A line that is a message, and the kfunc or helper it names."""

    message: Message
    words: str
    subject: str = ""

    @property
    def cure(self) -> str:
        return self.message.cure.replace("{kfunc}", self.subject).replace("NAME", self.subject or "NAME")


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
    text, rule = entry.get("message"), entry.get("rule")
    cure = entry.get("cure") or cures.get(str(rule), "")
    if not isinstance(text, str) or not isinstance(cure, str) or not isinstance(rule, str | None):
        problems.add(path, entry.line, "'message' and 'cure' are texts, 'rule' is an id or null")
        return None
    if not cure:
        problems.add(path, entry.line, "neither the message nor its rule has a cure")
    return Message(text, rule, cure, _pattern(text))


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


def match(line: str, messages: Iterable[Message]) -> Match | None:
    """The first message that the line holds, None if there is none."""
    for message in messages:
        found = message.pattern.search(line)
        if found is not None:
            groups = found.groupdict()
            subject = groups.get("kfunc") or groups.get("helper") or groups.get("name") or ""
            return Match(message, found[0], subject)
    return None
