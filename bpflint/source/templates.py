"""Headers that a build makes from a template (`config.h.in`): what they declare, without the build.

The variables of cmake, meson and autoconf are taken as 0, or stay as they are within strings; what a build may define
is left undefined.
"""

from __future__ import annotations

import re
from typing import Final

ENDING: Final = ".in"
_OPTIONAL: Final = re.compile(r"(?m)^[ \t]*#[ \t]*(?:cmakedefine|mesondefine|undef)[ \t]+(\w+)[^\n]*$")
_SWITCH: Final = re.compile(r"(?m)^[ \t]*#[ \t]*cmakedefine01[ \t]+(\w+)[^\n]*$")
_TOKEN: Final = re.compile(r'("(?:\\.|[^"\\\n])*")|\$\{\w+\}|@\w+@')


def filled(template: str) -> str:
    """The header that a template stands for."""
    text = _SWITCH.sub(r"#define \1 0", template)
    text = _OPTIONAL.sub(r"/* \1 is not defined */", text)
    return _TOKEN.sub(lambda found: found[1] or "0", text)
