"""Variables of the environment that begin like ours and that nothing reads, told once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

import click

from bpflint.base.errors import complain, did_you_mean

PREFIX: Final = "BPFLINT_"
_NO_OPTIONS: Final = frozenset({"BPFLINT_CACHE_DIR"})


def known_variables(commands: Iterable[click.Command]) -> frozenset[str]:
    """Every variable that is read: those of the commands' options, and a few besides."""
    options = [each for command in commands for each in command.params]
    given = {str(each.envvar) for each in options if each.envvar}
    return _NO_OPTIONS | {name for name in given if name.startswith(PREFIX)}


@cache  # with --watch the settings are read again and again
def complain_of_unknown(names: tuple[str, ...], known: frozenset[str]) -> None:
    """Say of each variable that is ours by its name and that nothing reads what it may have been meant for."""
    for name in names:
        if name not in known:
            complain(f"{name}: no such variable{_nearest(name, sorted(known))}")


def _nearest(name: str, known: list[str]) -> str:
    # The common beginning would make all of them near.
    endings = {each.removeprefix(PREFIX): each for each in known}
    hint = did_you_mean(name.removeprefix(PREFIX), list(endings))
    return hint.replace("did you mean '", f"did you mean '{PREFIX}")
