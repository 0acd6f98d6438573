"""Which machine a program is for: the macros by which sources ask, and one answer to all of them.

A build defines `__x86_64__`, `__TARGET_ARCH_arm64`, `ARCH_amd64` or a name of its own. Where none of the names that a
chain of conditions over machines asks for is defined, the source refuses (`#error`) or has no kernel types.
`machine_macros` names those that stand for the machine in question. Only asked once a parse lost something, so a name
too many does no harm to a file that is understood without.
"""

from __future__ import annotations

import platform
import re
from collections.abc import Iterable
from itertools import chain
from typing import Final

DEFAULT: Final = "x86"
ALIASES: Final = {
    "x86": ("x86_64", "x86", "amd64"),
    "arm64": ("aarch64", "arm64"),
    "arm": ("arm",),
    "riscv": ("riscv64", "riscv"),
    "s390": ("s390x", "s390"),
    "powerpc": ("powerpc64", "powerpc", "ppc64le", "ppc64", "ppc"),
    "loongarch": ("loongarch64", "loongarch"),
    "mips": ("mips64", "mips"),
}
"""What people call each machine, under the name that libbpf's `__TARGET_ARCH_` has for it."""
_CONDITION: Final = re.compile(rb"^[ \t]*#[ \t]*(?:ifdef|if|elif)\b((?:\\\n|[^\n])*)", re.M)
_REFUSAL: Final = re.compile(rb"^[ \t]*#[ \t]*ifndef[ \t]+(\w+)[ \t]*$(?!\s*#[ \t]*define[ \t]+\1\b)", re.M)
"""`#ifndef` of what is not defined at once, as a guard of a header would be."""
_NAME: Final = re.compile(r"(?<!\w)[A-Za-z_]\w*")
_COMMENT: Final = re.compile(rb"/\*.*?\*/|//[^\n]*", re.S)


def usual_machine() -> str:
    """The machine of a build that does not say: this one if we have its kernel types, else x86."""
    return "arm64" if machine_of(platform.machine()) == "arm64" else DEFAULT


def machine_of(word: str) -> str | None:
    """The machine that `aarch64`, `x86_64-linux-gnu` or `amd64` means."""
    first = word.lower().split("-")[0]
    return next((machine for machine, names in ALIASES.items() if first in names), None)


def machine_macros(texts: Iterable[bytes], machine: str, defined: Iterable[str]) -> tuple[str, ...]:
    """Macros for `machine` that conditions in `texts` ask for and that are not among `defined`, in order."""
    pattern = re.compile(rf"(?:^|_)(?:{'|'.join(ALIASES[machine])})(?:_|$)", re.I)
    known = set(defined)
    asked: dict[str, None] = {}
    for text in texts:
        bare = _COMMENT.sub(b" ", text)
        for condition in chain(_CONDITION.finditer(bare), _REFUSAL.finditer(bare)):
            for name in _NAME.findall(condition[1].decode(errors="replace")):
                if pattern.search(name) and name not in known and not name.endswith(("_H", "_H_", "_H__")):
                    asked[name] = None
    return tuple(asked)
