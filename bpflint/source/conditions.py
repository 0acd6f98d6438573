"""Which `#if` decides about a line, and what it asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_DIRECTIVE: Final = re.compile(rb"[ \t]*#[ \t]*(ifdef|ifndef|if|elif|else|endif)\b(.*)")
_OPENING: Final = (b"if", b"ifdef", b"ifndef")
_COMMENT: Final = re.compile(rb"/\*.*?(?:\*/|$)|//.*")
_NAME: Final = re.compile(rb"(?<!\w)[A-Za-z_]\w*")
_WORDS: Final = frozenset({b"defined", b"__has_include", b"__has_attribute", b"__has_builtin"})


@dataclass(frozen=True, slots=True)
class Condition:
    """The condition that a line stands under."""

    line: int
    """Of the directive that the branch begins with."""
    names: tuple[str, ...]
    """The macros that decide."""
    is_negative: bool
    """Whether the branch is taken where none of them is defined."""


def condition_around(text: bytes, line: int) -> Condition | None:
    """The innermost condition around a line; None where it stands under none, or under a header's own guard."""
    lines = text.split(b"\n")
    depth = 0
    chain: list[tuple[int, bytes, bytes]] = []
    for number in range(min(line, len(lines)) - 1, 0, -1):
        found = _DIRECTIVE.match(lines[number - 1])
        if found is None:
            continue
        word = found[1]
        if word == b"endif":
            depth += 1
        elif depth:
            depth -= word in _OPENING
        else:
            chain.append((number, word, _COMMENT.sub(b"", found[2]).strip()))
            if word in _OPENING:
                is_guard = word == b"ifndef" and _defines(lines[number:], chain[-1][2])
                return None if is_guard else _condition(chain)
    return None


def _condition(chain: list[tuple[int, bytes, bytes]]) -> Condition:
    """What a chain of branches asks for, the last first."""
    number, word, rest = chain[0]
    is_negative = word in (b"else", b"ifndef") or rest.startswith(b"!")
    branches = reversed(chain) if is_negative else chain[:1]
    names = [name for _, _, text in branches for name in _NAME.findall(text) if name not in _WORDS]
    return Condition(number, tuple(dict.fromkeys(name.decode() for name in names)), is_negative)


def _defines(lines: list[bytes], name: bytes) -> bool:
    """True if the first line with content defines the macro."""
    first = next((line for line in lines if line.strip()), b"")
    return re.match(rb"[ \t]*#[ \t]*define[ \t]+" + re.escape(name) + rb"\b", first) is not None
