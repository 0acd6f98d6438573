"""The date that a build asks all tools to take for today's: SOURCE_DATE_EPOCH.

See https://reproducible-builds.org/specs/source-date-epoch/. Anything may stand in an environment.
"""

from __future__ import annotations

import os
from typing import Final

VARIABLE: Final = "SOURCE_DATE_EPOCH"
_LAST: Final = 253_402_300_799
"""The end of the year 9999, beyond which neither Python nor clang goes."""


def build_date() -> int | None:
    """Seconds since 1970; None where none are given, or what is given is no date."""
    text = os.environ.get(VARIABLE, "")
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(_LAST))):
        return None
    return int(text) if int(text) <= _LAST else None
