"""Where reports go: to the screen or into a file, never over a source, and not over what is no report unasked."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bpflint.base.boundary import repository_root
from bpflint.base.errors import BpflintError
from bpflint.base.files import is_file

if TYPE_CHECKING:
    from bpflint.report.text import Writer


def check_outputs(linted: Sequence[str], targets: Iterable[Path | None], *, force: bool) -> None:
    """Raises BpflintError if one of `targets` must not be written; `force` lets what is no report be replaced."""
    sources = {os.path.realpath(name) for name in linted}
    roots = {repository_root(Path(os.path.realpath(Path(name).parent))) for name in linted}
    for target in dict.fromkeys(target for target in targets if target is not None):
        if os.path.realpath(target) in sources:
            raise BpflintError(f"{target}: a report is not written over a source")
        check_place(target, roots)
        if is_file(target) and not force and not _is_ours(target):
            raise BpflintError(f"{target}: this file is no report of bpflint; --force writes over it")


def check_place(target: Path, roots: Iterable[Path] = ()) -> None:
    """Raises BpflintError for a source, and for a link of the repositories `roots` or of the one that we are in."""
    if target.suffix in (".c", ".h"):
        raise BpflintError(f"{target}: a report is not written over a source")
    if reason := _leads_away(target, {*roots, repository_root(Path.cwd())}):
        raise BpflintError(f"{target}: {reason}")


def _leads_away(target: Path, roots: Iterable[Path]) -> str | None:
    """Why a link that a repository holds would have something else written than the name says."""
    named = Path(os.path.abspath(target))  # noqa: PTH100 - resolves no links
    for root in roots:
        if named.is_relative_to(root):
            if named.is_symlink():
                return "it is a link in the repository, which a report does not follow"
            if not Path(os.path.realpath(named)).is_relative_to(root):
                return "a link of the repository leads outside"
    return None


def _is_ours(target: Path) -> bool:
    from bpflint.report.own_reports import is_ours

    try:
        return is_ours(target)
    except OSError as error:
        raise BpflintError(f"{target}: cannot be written: {error.strerror or error}") from error


def deliver(text: str, output: Path | None) -> None:
    """Print `text`, or write it to a file whole or not at all."""
    if output is None:
        from bpflint.base.safe_text import inert
        from bpflint.base.services import is_watched

        sys.stdout.write(inert(text) if is_watched() and not text.startswith("::") else text)
        return
    from bpflint.base.files import write_atomically

    check_place(output)
    try:
        write_atomically(output, text)
    except OSError as error:
        raise BpflintError(f"{output}: cannot be written: {error.strerror or error}") from error


def plain_text(lines: Iterable[Any]) -> str:
    from bpflint.report.text import plain

    return plain(lines)


def open_writer(colour: str) -> Writer:
    from bpflint.report.text import Writer

    return Writer(sys.stdout, colour)
