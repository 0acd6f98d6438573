"""Arguments before and after `--`, and those that a file holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bpflint.base.errors import BpflintError
from bpflint.base.files import is_file

_MAX_BYTES: Final = 16 << 20


def split_arguments(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """What stands before and after the first `--`, with `@FILE` before it replaced by the arguments in FILE.

    Such a file holds one argument a line; lines that begin with `-` are split as a shell would, blank lines and those
    that begin with `#` are skipped. Raises BpflintError if it cannot be read.
    """
    before: list[str] = []
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        if argument == "--":
            return before, rest
        if _is_source(argument):
            before.append(f"./{argument}")
        elif argument.startswith("@") and len(argument) > 1:
            rest[:0] = _read_arguments(argument[1:])
        else:
            before.append(argument)
    return before, []


def _is_source(argument: str) -> bool:
    """True for a source whose name looks like an option or like `@FILE`, as `*.c` and a hook of git can give it.

    No option of ours ends like that.
    """
    return argument.startswith(("-", "@")) and argument.endswith(".c") and is_file(argument)


def _read(path: str) -> bytes:
    with Path(path).open("rb") as file:  # which may be a pipe
        return file.read(_MAX_BYTES)


def _read_arguments(path: str) -> list[str]:
    import shlex

    try:
        lines = _read(path).decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise BpflintError(f"@{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from error
    arguments: list[str] = []
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if text.startswith("@"):
            raise BpflintError(f"{path}:{number}: an argument file cannot name another; write './{text}' for a path")
        if text and not text.startswith("#"):
            try:
                arguments += shlex.split(text) if text.startswith("-") and text != "-" else [text]
            except ValueError as error:
                raise BpflintError(f"{path}:{number}: {error}") from error
    return arguments
