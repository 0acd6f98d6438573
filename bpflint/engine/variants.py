"""The variants that a file is built in: those that the settings name, else those that the project's own files tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bpflint.base.errors import BpflintError
from bpflint.policy.settings import Settings

if TYPE_CHECKING:
    from bpflint.source.compile_commands import CompileCommand


class Variant(NamedTuple):
    """What a file is read with: settings, and the command of a build file where there are several."""

    settings: Settings
    command: CompileCommand | None = None


def variants_of(path: str, settings: Settings) -> dict[str, Variant]:
    """The variants of `path`, by their names; "" where there is one only."""
    from bpflint.source.distinct_commands import distinct_commands

    named = settings.builds(path)
    if "" in named:
        try:
            commands = distinct_commands(path, settings.compile_commands, any_machine=settings.arch is None)
        except (BpflintError, OSError, ValueError, RecursionError, MemoryError):
            # Whoever reads the file meets it again, and says so.
            commands = {}
        if commands:
            return {name: Variant(named[""], command) for name, command in commands.items()}
    return {name: Variant(each) for name, each in named.items()}
