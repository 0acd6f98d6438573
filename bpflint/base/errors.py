"""The one base of every error that is the user's to mend: wrong usage, configuration or data.

Anything else that escapes is a mistake of ours, and is reported as one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence


class BpflintError(Exception):
    """Something the user can mend. `problems` are complete sentences of one line, all that were found at once."""

    def __init__(self, problems: str | Sequence[str]) -> None:
        self.problems: tuple[str, ...] = (problems,) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(self.problems))


class ConfigError(BpflintError):
    """A configuration file, or an option that plays the same part, that cannot be used."""


class CatalogError(BpflintError):
    """A page under rules/checks that does not keep to the format. Every problem carries file and line."""


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """`; did you mean 'x'?` for the nearest of `known`, or nothing when none is near."""
    from difflib import get_close_matches

    by_lower = {name.lower(): name for name in known}
    near = get_close_matches(word.lower(), list(by_lower), n=1, cutoff=0.6)
    return f"; did you mean {by_lower[near[0]]!r}?" if near else ""


_FEWEST_COLUMNS = 20


def _columns() -> int:
    """The width of the terminal that standard error is; 0 where it is none, or does not tell."""
    try:
        columns = os.get_terminal_size(sys.stderr.fileno()).columns
        return max(columns, _FEWEST_COLUMNS) if columns else 0
    except (AttributeError, OSError, ValueError):
        return 0


def complain(message: str) -> None:
    """One line on standard error, safe to print whatever it quotes; on a terminal it is broken between words."""
    from bpflint.base.safe_text import clean, inert
    from bpflint.base.services import is_watched

    text = f"bpflint: {clean(message)}"
    columns = _columns()
    if columns:
        import textwrap

        text = textwrap.fill(text, columns, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)
    print(inert(text) if is_watched() else text, file=sys.stderr)
