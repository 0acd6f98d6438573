"""What a source declares outside of its functions, by its text: which names an edit there changes, and who uses them.

It is read without a parser, since that has not seen the edit yet. Where it is not plain what an edit changes, the
whole document is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

_MACRO: Final = re.compile(r"\s*#\s*define\s+(\w+)")
_DECLARED: Final = re.compile(
    r"\b([A-Za-z_]\w*)\b(?=\s*(?:[\[=;,(:}]|__\w+|SEC\b|\Z))|\b(?:struct|union|enum)\s+(\w+)\s*\{"
)
_WORD: Final = re.compile(r"[A-Za-z_]\w*")
_HEAD: Final = re.compile(r"(?<!\w)(?!SEC\b|__)(\w+)\s*\(\s*(\w*)")
"""What a function is called, with the first word in its parentheses."""
_BODY: Final = re.compile(r"\)\s*(?:__\w+\s*)*\{")
_ASIDE: Final = re.compile(
    r"""(?P<comment>/\*.*?(?:\*/|\Z)|//(?:[^\\\n]|\\.|\\\Z)*)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?""", re.DOTALL
)
_TOLD: Final = re.compile(r"bpflint|noqa|nolint", re.IGNORECASE)
_NO_NAMES: Final = {
    *("SEC", "__uint", "__type", "__array", "__ulong", "__attribute__", "__ksym", "__weak", "__hidden", "__kptr"),
    *("__arena", "sizeof", "const", "volatile", "static", "extern", "struct", "union", "enum"),
    *("int", "long", "char", "short", "unsigned", "signed", "void", "bool"),
}
_OF_THE_WHOLE: Final = re.compile(r'"(?:license|version|\.struct_ops[\w.]*)"')
"""Sections that are about every program of a file, or that say what its functions are."""


@dataclass(frozen=True, slots=True)
class Item:
    """A declaration or a macro: its lines, the names that it declares, and all words in it."""

    first: int
    last: int
    names: frozenset[str]
    """Empty where it is not plain what it declares."""
    words: frozenset[str]
    is_function: bool = False


def code_lines(text: str) -> list[str]:
    """The lines of a source without comments, everything else at its column; comments to us and to linters stay."""
    return [line.rstrip() for line in _ASIDE.sub(_blanked, text).split("\n")]


def _blanked(aside: re.Match[str]) -> str:
    comment = aside["comment"]
    if comment is None or _TOLD.search(comment):
        return aside[0]
    return re.sub(r"[^\n\t]", " ", comment)


def find_items(lines: Sequence[str], functions: Iterable[tuple[int, int]]) -> list[Item]:
    """What stands outside of functions, whose first and last lines are given."""
    inside = {line for first, last in functions for line in range(first, last + 1)}
    items: list[Item] = []
    begun: list[str] = []
    depth = first = 0
    for number, line in enumerate(lines, 1):
        if number in inside:
            if begun:  # what precedes a function belongs to it
                items.append(Item(first, number - 1, frozenset(), frozenset()))
            begun, depth = [], 0
            continue
        if not line.strip():
            continue
        first = first if begun else number
        begun.append(line)
        depth += sum(line.count(mark) for mark in "({[") - sum(line.count(mark) for mark in ")}]")
        is_directive = begun[0].lstrip().startswith("#")
        if not line.endswith("\\") if is_directive else depth <= 0 and _is_whole(begun):
            items.append(_item(first, number, "\n".join(begun)))
            begun, depth = [], 0
    if begun:
        items.append(Item(first, len(lines), frozenset(), frozenset()))
    return items


def _is_whole(begun: Sequence[str]) -> bool:
    """True where a declaration ends, or the body of a function, on the last of these lines."""
    return begun[-1].endswith(";") or (begun[-1].endswith("}") and _BODY.search("\n".join(begun)) is not None)


def _item(first: int, last: int, text: str) -> Item:
    words = frozenset(_WORD.findall(text))
    macro = _MACRO.match(text)
    if text.endswith("}"):
        return Item(first, last, _function_name(text), words, is_function=True)
    if macro is not None:
        names = frozenset({macro[1]})
    elif text.lstrip().startswith("#") or _OF_THE_WHOLE.search(text):
        names = frozenset()
    else:
        names = frozenset(name for found in _DECLARED.findall(text) for name in found if name) - _NO_NAMES
    return Item(first, last, names, words)


def _function_name(text: str) -> frozenset[str]:
    """The name of a function; where a macro such as `BPF_PROG` declares it, its first argument is that."""
    head = _HEAD.search(text.partition("{")[0])
    name = (head[2] if head[1].isupper() else head[1]) if head is not None else ""
    return frozenset({name} - {""})


def users_of(changed: Iterable[Item], items: Iterable[Item], functions: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The functions whose text names what some items declare, or what others make of that."""
    names = {name for item in changed for name in item.names}
    waiting = list(items)
    while True:
        made = [item for item in waiting if not names.isdisjoint(item.words)]
        if not made:
            break
        waiting = [item for item in waiting if names.isdisjoint(item.words)]
        names.update(name for item in made for name in item.names)
    return frozenset(name for name, lines in functions.items() if not names.isdisjoint(_WORD.findall("\n".join(lines))))
