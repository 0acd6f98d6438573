"""In how many ways the project's own files say that a source is compiled, and what to call each.

Commands of the same macros and header directories are one way: how a compiler warns, optimises and names what it makes
changes nothing here. Each is called by what it has and not all others have: `-DLEGACY`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Final

from bpflint.base.errors import complain
from bpflint.base.files import is_directory
from bpflint.source.argument_words import MACHINES_OWN, SEARCH_OPTIONS, allowed
from bpflint.source.build_files import found_commands
from bpflint.source.compile_commands import CompileCommand, find_commands
from bpflint.source.make_recipes import recipes_about
from bpflint.source.project import find_root

MOST: Final = 32
"""Ways in which one source is read. The one known to be built in most has twenty."""
_LONGEST_NAME: Final = 80
_COUNTS: Final = ("-D", "-U", "-include")


def distinct_commands(
    path: str, compile_commands: Path | None = None, *, any_machine: bool = True
) -> dict[str, CompileCommand]:
    """The commands for the file at `path` that tell different things, by their names; none where one way is all.

    `compile_commands` is the directory of a database that was named. Without `any_machine`, commands that only name
    different machines are one. Raises BpflintError for a database that cannot be read.
    """
    source = Path(os.path.abspath(path))  # noqa: PTH100 - as the compiler takes it
    root = find_root(source)
    if compile_commands is not None:
        commands = find_commands(compile_commands, source)
    else:
        commands = found_commands(source, root, editors=False) or recipes_about(source, root)
    if len(commands) < 2:
        return {}
    ways: dict[tuple[str, ...], CompileCommand] = {}
    for command in commands:
        words = tuple(word for word in _telling(command, root) if any_machine or not MACHINES_OWN.match(word))
        ways.setdefault(words, command)
    if len(ways) > MOST:
        complain(f"{path}: it is compiled in {len(ways)} ways, and judged as in the first {MOST} of them")
    kept = list(ways)[:MOST]
    return dict(zip(_names(kept, root), (ways[each] for each in kept), strict=True)) if len(kept) > 1 else {}


def _telling(command: CompileCommand, root: Path) -> Iterator[str]:
    """The words of a command that can make a difference: its macros, and directories of headers that are there."""
    words = iter(allowed(command.arguments, command.directory, root)[0])
    for word in words:
        if word in SEARCH_OPTIONS:
            directory = Path(next(words))
            if directory != command.directory and is_directory(directory):
                yield f"{word}{directory}"
        elif word == "-include":
            yield f"{word} {next(words)}"
        elif word.startswith(_COUNTS):
            yield word


def _names(ways: Sequence[tuple[str, ...]], root: Path) -> Iterator[str]:
    common = set(ways[0]).intersection(*ways[1:])
    taken: set[str] = set()
    for words in ways:
        own = " ".join(word.replace(f"{root}{os.sep}", "") for word in dict.fromkeys(words) if word not in common)
        plain = own if len(own) <= _LONGEST_NAME else f"{own[: _LONGEST_NAME - 3]}..."
        plain = plain or "plain"
        name = next(each for number in count(1) if (each := plain if number == 1 else f"{plain} {number}") not in taken)
        taken.add(name)
        yield name
