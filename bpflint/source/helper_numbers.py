"""Which helper a number calls: the verifier knows helpers by their numbers alone.

`((long (*)(void *, __u64)) 188)(ctx, 1)` is a call of the helper 188, and so is a call through a pointer that a program
gives a name of its own (`static long (*my_lookup)(void *, const void *) = (void *) 1`).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from bpflint.source.bundled import LIBBPF
from bpflint.source.model import Const, FunctionRef, Operand

_DEFINED: Final = re.compile(r"const (\w+)\)\(.*\(void \*\) (\d+);$", re.MULTILINE)
NUMBERED: Final = "unknown#"
"""Begins what a helper is called whose number no known kernel has, as the verifier calls it."""


@cache
def _names() -> dict[int, str]:
    text = (LIBBPF / "bpf" / "bpf_helper_defs.h").read_text(encoding="ascii")
    return {int(number): name for name, number in _DEFINED.findall(text)}


def helper_of(number: int) -> str:
    """The name of the helper with a number; `unknown#700` where no known kernel has one."""
    return _names().get(number) or f"{NUMBERED}{number}"


def is_numbered(name: str) -> bool:
    """True for what `helper_of` calls a number of no known kernel."""
    return name.startswith(NUMBERED)


def called_in_assembly(word: str, named: Operand | None) -> str:
    """The function that `call WORD` of an assembly template calls; `named` is what `%[WORD]` stands for."""
    if isinstance(named, Const) and named.value > 0:
        return helper_of(named.value)
    if isinstance(named, FunctionRef):
        return named.name
    return helper_of(int(word)) if word.isdecimal() else word
