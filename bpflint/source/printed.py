"""Reads what libclang's tree does not show from the text clang prints for a function, macros expanded.

The cursors of a `for` do not say which of its parts is missing, those of a `_Generic` not which types its associations
are for, and inline assembly shows operands without template, constraints or labels. Clang's printer writes all of it,
in the order in which the tree is walked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

_WORD: Final = re.compile(
    r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|\bfor \(|\b_Generic\(|\basm (?:volatile )?(?:goto )?\(', re.DOTALL
)
_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_OPERAND: Final = re.compile(r'(?:\[(?P<name>\w+)\]\s*)?"(?P<constraint>(?:[^"\\]|\\.)*)"\s*\(')
_OPENING: Final = "([{"
_CLOSING: Final = ")]}"


@dataclass(frozen=True, slots=True)
class Assembly:
    """One asm statement: the template and the constraints of its operands, in order; labels only for asm goto.

    `names` are what the template calls the outputs and the inputs, "" where one has no name.
    """

    text: str
    outputs: tuple[str, ...]
    inputs: tuple[str, ...]
    labels: tuple[str, ...]
    names: tuple[str, ...] = ()


class PrintedBody:
    """The `for` headers, asm statements and `_Generic` selections of a printed function, in source order."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _found(self) -> tuple[list[tuple[str, ...]], list[Assembly], list[tuple[str, ...]]]:
        loops: list[tuple[str, ...]] = []
        assembly: list[Assembly] = []
        selections: list[tuple[str, ...]] = []
        position = 0
        while (match := _WORD.search(self._text, position)) is not None:
            position = match.end()
            word = match.group()
            if word[0] in "\"'":
                continue
            if word.startswith("for"):
                loops.append(tuple(self._split(position, ";")))
            elif word.startswith("_"):
                associations = self._split(position, ",")[1:]
                selections.append(tuple(each.partition(":")[0] for each in associations))
            else:
                assembly.append(_assembly(self._split(position, ":")))
        return loops, assembly, selections

    @property
    def loops(self) -> list[tuple[str, ...]]:
        """Start, condition and step of each `for`, as text; "" where one is left out."""
        return self._found[0]

    @property
    def assembly(self) -> list[Assembly]:
        return self._found[1]

    @property
    def selections(self) -> list[tuple[str, ...]]:
        """The types that the associations of each `_Generic` are for, `default` among them."""
        return self._found[2]

    def _split(self, position: int, separator: str) -> list[str]:
        """The parts up to the closing parenthesis, split where `separator` stands outside any bracket."""
        text = self._text
        parts: list[str] = []
        start, depth = position, 0
        while position < len(text):
            character = text[position]
            if character in "\"'":
                quoted = re.compile(rf"{character}(?:[^{character}\\]|\\.)*{character}", re.DOTALL).match(
                    text, position
                )
                position = quoted.end() if quoted else position + 1
                continue
            if character in _OPENING:
                depth += 1
            elif character in _CLOSING:
                if depth == 0:
                    break
                depth -= 1
            elif character == separator and depth == 0:
                parts.append(text[start:position].strip())
                start = position + 1
            position += 1
        parts.append(text[start:position].strip())
        return parts


def _assembly(parts: list[str]) -> Assembly:
    template = "".join(match.group()[1:-1] for match in _STRING.finditer(parts[0]))
    template = template.replace("\\n", "\n").replace("\\t", "\t")
    outputs, inputs = ([*_OPERAND.finditer(part)] for part in [*parts, "", ""][1:3])
    labels = tuple(label.strip() for label in parts[4].split(",") if label.strip()) if len(parts) > 4 else ()
    return Assembly(
        template,
        tuple(match["constraint"] for match in outputs),
        tuple(match["constraint"] for match in inputs),
        labels,
        tuple(match["name"] or "" for match in (*outputs, *inputs)),
    )
