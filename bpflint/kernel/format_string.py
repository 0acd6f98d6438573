"""Which format strings the kernel takes for programs that print.

Source: bpf_bprintf_prepare() in kernel/bpf/helpers.c of 6.1 and 6.12. A string with bytes beyond ASCII in its plain
text passes: kernels differ there.
"""

from __future__ import annotations

import re
from typing import Final

_SPACES: Final = " \t\n\v\f\r"
_ENDS: Final = r"(?=$|[\s!-/:-@\[-`{-~])"
"""No more of the word behind a pointer or a string: isspace() and ispunct() in lib/ctype.c."""
_CONVERSION: Final = re.compile(
    r"%(?:%|[0+\- ]*(?:[1-9][0-9]*)?"
    rf"(?P<kind>p(?:[ku]s{_ENDS}|[KxsSB]|[iI][46]|{_ENDS})|s{_ENDS}|c|l?l?[iduxX]))",
    re.ASCII,
)


def refusal(text: str, arguments: int) -> str:
    """What is wrong with a format string that is given so many arguments, "" where nothing is."""
    used = at = 0
    text = text.partition("\0")[0]
    while at < len(text):
        if text[at] != "%":
            if text[at].isascii() and not text[at].isprintable() and text[at] not in _SPACES:
                return f"has the control character {ord(text[at]):#04x}"
            at += 1
            continue
        found = _CONVERSION.match(text, at)
        if found is None or found["kind"]:
            used += 1
            if used > arguments:
                return f"wants more arguments than it is given ({arguments})"
        if found is None:
            return f"has a conversion that the kernel does not know: {text[at : at + 4]}"
        at = found.end()
    return ""
