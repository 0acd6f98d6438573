"""The files of testdata/ with a small mistake or two in each function, always the same ones.

Prints the text of one: python tests/support/changed_fixtures.py testdata/leaked-reference/good_freed.bpf.c 0

A call is dropped, doubled or given another argument, a check is turned round or dropped, a comparison, a number, `&&`
or `break` becomes another, or two statements change places: what people do who edit a program that works. Not all of it
compiles, and it need not.
"""

from __future__ import annotations

import itertools
import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from expectations import TESTDATA

TWICE: Final = 4
_NOT_CODE: Final = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'', re.DOTALL)
_BODY: Final = re.compile(r"^\{.*?^\}", re.MULTILINE | re.DOTALL)
_CALL: Final = re.compile(r"(?<=[;{}\n])[ \t]*\w+\((?:[^();]|\([^()]*\))*\);")
_SIMPLE: Final = re.compile(r"(?<=[;{}\n])[ \t]*(?:\*?\w[\w.>\[\]-]*(?: [-+|&^*]?= |\+\+)|\w+\()[^;{}\n]*;")
_CHECK: Final = re.compile(r"\bif \((?:[^();]|\([^()]*\))*\)")
_GUARD: Final = re.compile(r"\bif \(!\w+\)\s*(?:return[^;]*|goto \w+|break|continue);")
_ARGUMENT: Final = re.compile(
    r"(?<=\(|,)\s*(?!(?:__)?[us]\d+\b|int\b|long\b|char\b|void\b|bool\b|struct\b)&?\w+(?=[,)])"
)
_NUMBER: Final = re.compile(r"(?<![\w.])\d+(?![\w.])")
_TURNED: Final = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "&&": "||", "||": "&&", "break;": "continue;",
    "continue;": "break;", "+=": "-=", "-=": "+=", "++": "--", "|": "&", ">>": "<<", "*=": "+=",
}  # fmt: skip
_SIGN: Final = re.compile(r"(?<= )(?:<=|>=|==|!=|&&|\|\||\+=|-=|\*=|>>|[<>|])(?= )|\b(?:break|continue);|\+\+")


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters of a text, and what stands there instead."""

    start: int
    end: int
    text: str


def changed(path: Path, number: int) -> str:
    """A fixture's text with an edit in each of its functions, which depends on nothing but their text and place.

    `number` tells different changes of one file apart; from TWICE on there are two in each function.
    """
    text = path.read_text(encoding="utf-8")
    code = _NOT_CODE.sub(lambda found: re.sub(r"[^\n]", " " if found[0][0] == "/" else "x", found[0]), text)
    chosen: list[Edit] = []
    for place, body in enumerate(_BODY.finditer(code)):
        dice = random.Random(f"{path.relative_to(TESTDATA)} {place} {number}")
        kinds = [edits for edits in _edits(text, code, body.start(), body.end()) if edits]
        for _ in range(2 if number >= TWICE else 1):
            edit = dice.choice(dice.choice(kinds)) if kinds else None
            if edit is not None and not any(edit.start < other.end and other.start < edit.end for other in chosen):
                chosen.append(edit)
    for edit in sorted(chosen, key=lambda each: each.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _edits(text: str, code: str, begin: int, end: int) -> Iterator[list[Edit]]:
    """What can be changed in one function, a list for each kind of change."""

    def found(pattern: re.Pattern[str]) -> list[re.Match[str]]:
        return list(pattern.finditer(code, begin, end))

    calls = found(_CALL)
    yield [Edit(each.start(), each.end(), "") for each in calls]
    yield [Edit(each.end(), each.end(), text[each.start() : each.end()]) for each in calls]
    yield [Edit(each.start(), each.end(), f"if (!{text[each.start() + 3 : each.end()]})") for each in found(_CHECK)]
    yield [Edit(each.start(), each.end(), "") for each in found(_GUARD)]
    yield [Edit(each.start(), each.end(), _TURNED[each[0]]) for each in found(_SIGN)]
    yield [Edit(each.start(), each.end(), str(2 * int(each[0]) + 1)) for each in found(_NUMBER) if len(each[0]) < 9]
    arguments = found(_ARGUMENT)
    yield [
        Edit(one.start(), one.end(), text[other.start() : other.end()])
        for one in arguments
        for other in arguments
        if one[0] != other[0]
    ]
    statements = found(_SIMPLE)
    yield [
        Edit(
            one.start(),
            two.end(),
            text[two.start() : two.end()] + text[one.end() : two.start()] + text[one.start() : one.end()],
        )
        for one, two in itertools.pairwise(statements)
        if not code[one.end() : two.start()].strip()
    ]


if __name__ == "__main__":
    print(changed(Path(sys.argv[1]).resolve(), int(sys.argv[2])), end="")
