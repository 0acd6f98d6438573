"""Small tools of those who compile rules/: tables of equal values, places for messages, parsed prototypes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from bpflint.kernel.rules_yaml import Problems


def plain(value: Any) -> Any:
    """The value as plain dicts and lists, without lines."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value


@lru_cache(maxsize=4096)
def parsed_prototype(text: str) -> tuple[str, list[Any]]:
    """The name and the compiled form of a prototype. Raises CTypeError."""
    from bpflint.kernel.ctype import encode, parse_function

    name, function, parameters = parse_function(text)
    return name, [text, encode(function), list(parameters)]


@dataclass
class Table:
    """Values by number; equal ones share a number."""

    values: list[Any] = field(default_factory=list)
    _known: dict[str, int] = field(default_factory=dict)

    def number(self, value: Any) -> int:
        """The number of a value, new or known."""
        key = json.dumps(value, sort_keys=True)
        if key not in self._known:
            self._known[key] = len(self.values)
            self.values.append(value)
        return self._known[key]


class At:
    """Where in which file something is read, for messages."""

    def __init__(self, path: Path, problems: Problems, subject: str = "") -> None:
        self.path, self.problems, self.subject = path, problems, subject

    def wrong(self, line: int, reason: str) -> None:
        """Adds a problem."""
        self.problems.add(self.path, line, f"{self.subject}: {reason}" if self.subject else reason)
