"""Where a declaration of a kfunc can be put into a source, so that all before it knows what it needs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_DIRECTIVE: Final = re.compile(r"\s*#\s*(\w+)(?:\s+(\w+))?")
_ASIDE: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|//[^\n]*|/\*.*?(?:\*/|\Z)', re.S)


def line_for_declaration(lines: Sequence[str], before: int) -> int | None:
    """The line, counted from 1, in front of which a declaration with `__ksym` can stand, above line `before`.

    That is behind the last #include (or the #define of `__ksym`) that the code of line `before` can rely on: not inside
    of braces, nor in a branch of an #if that this line is not in. None where there is no such place.
    """
    text = _ASIDE.sub(_blank, "\n".join(lines[: before - 1]))
    branches: list[tuple[int, int]] = []  # where the #if is, and the branch of it
    braces = 0
    places: list[tuple[int, tuple[tuple[int, int], ...]]] = []
    goes_on = False
    for number, line in enumerate(text.split("\n"), 1):
        found = None if goes_on else _DIRECTIVE.match(line)
        was_directive = goes_on or found is not None
        goes_on = was_directive and line.endswith("\\")
        if not was_directive:
            braces += line.count("{") - line.count("}")
            continue
        word, name = found.groups() if found else (None, None)
        if word in ("if", "ifdef", "ifndef"):
            branches.append((number, number))
        elif word in ("elif", "else", "elifdef", "elifndef") and branches:
            branches[-1] = (branches[-1][0], number)
        elif word == "endif" and branches:
            opened, _ = branches.pop()
            if any(place > opened for place, _ in places):
                places.append((number + 1, tuple(branches)))  # behind what a branch includes
        elif (word in ("include", "include_next") or (word, name) == ("define", "__ksym")) and not braces:
            places.append((number + 1, tuple(branches)))
    here = tuple(branches)
    return max((number for number, inside in places if inside == here[: len(inside)]), default=None)


def _blank(aside: re.Match[str]) -> str:
    """As many lines of nothing."""
    return "\n" * aside[0].count("\n")
