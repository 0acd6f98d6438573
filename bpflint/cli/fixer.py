"""Applies the edits that findings carry, or shows them as a diff.

Only files that were asked to be linted are changed, never through a symbolic link, only by edits marked safe, and
never by two edits that touch. A file is replaced whole. Columns count characters, and undecodable bytes survive.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Final

from bpflint.base.files import write_atomically
from bpflint.base.finding import Edit, Finding
from bpflint.base.safe_text import printable
from bpflint.base.span import Span
from bpflint.cli.line_diff import unified

_UNDECODABLE: Final = re.compile("[\udc80-\udcff]")


@dataclass(slots=True)
class Patch:
    """One file before and after. `applied` are the findings whose edits took part."""

    path: str
    before: str
    after: str
    applied: list[Finding] = field(default_factory=list)

    def diff(self) -> str:
        """A unified diff that `patch -p1` and `git apply` take."""
        lines = unified(
            _diff_lines(self.before), _diff_lines(self.after), _named(f"a/{self.path}"), _named(f"b/{self.path}")
        )
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)

    def write(self) -> None:
        """Replace the file. Raises OSError, and does nothing if the file is not what it was."""
        path = Path(self.path)
        if read_source(path) != self.before:
            raise OSError(errno.EBUSY, "it changed in the meantime")
        write_atomically(path, self.after.encode("utf-8", "surrogateescape"))


def plan(
    findings: Iterable[Finding], files: Sequence[str], read: Callable[[str], str] = lambda name: read_source(Path(name))
) -> list[Patch]:
    """What fixing `findings` would do to `files`. A fix is taken whole or not at all; the first of a clash wins.

    `read` gives the text of one of the files, undecodable bytes as surrogates.
    """
    allowed = {str(Path(name).absolute()): name for name in files if not Path(name).is_symlink()}
    patches: dict[str, _Draft] = {}
    for finding in findings:
        if finding.fix is None or not finding.fix.safe or not finding.fix.edits:
            continue
        paths = {str(Path(edit.span.path).absolute()) for edit in finding.fix.edits}
        if not paths <= allowed.keys():
            continue
        for path in paths:
            if path not in patches:
                patches[path] = _Draft(allowed[path], read(allowed[path]))
        offers = [(patches[str(Path(edit.span.path).absolute())], edit) for edit in finding.fix.edits]
        if all(draft.fits(edit) for draft, edit in offers) and not _clash(finding.fix.edits):
            for draft, edit in offers:
                draft.take(edit)
            offers[0][0].applied.append(finding)
    return [draft.patch() for draft in patches.values() if draft.edits]


class _Draft:
    """A file while edits for it are gathered."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.starts = [0]
        self.starts += [index + 1 for index, character in enumerate(text) if character == "\n"]
        self.edits: dict[tuple[int, int], str] = {}
        self.applied: list[Finding] = []

    def offsets(self, span: Span) -> tuple[int, int] | None:
        """The span as offsets into the text; None if it is not inside."""
        if not (1 <= span.line <= span.end_line <= len(self.starts)):
            return None
        touched = self.text[self.starts[span.line - 1] : (*self.starts, len(self.text) + 1)[span.end_line]]
        if _UNDECODABLE.search(touched):
            return None  # readers do not agree on how many columns such bytes take
        start = self.starts[span.line - 1] + span.column - 1
        end = self.starts[span.end_line - 1] + span.end_column - 1
        return (start, end) if 0 <= start <= end <= len(self.text) else None

    def fits(self, edit: Edit) -> bool:
        """True if the edit lies in the file and touches no other, or is one that is planned already."""
        place = self.offsets(edit.span)
        if place is None:
            return False
        if place in self.edits:
            return self.edits[place] == edit.text
        return all(place[1] < start or end < place[0] for start, end in self.edits)

    def take(self, edit: Edit) -> None:
        place = self.offsets(edit.span)
        assert place is not None
        self.edits[place] = edit.text

    def patch(self) -> Patch:
        text = self.text
        newline = "\r\n" if "\r\n" in text else "\n"
        for (start, end), new in sorted(self.edits.items(), reverse=True):
            text = text[:start] + new.replace("\n", newline) + text[end:]
        return Patch(self.path, self.text, text, self.applied)


def _clash(edits: Sequence[Edit]) -> bool:
    """True if edits of one fix overlap each other."""
    spans = sorted(
        (edit.span.path, edit.span.line, edit.span.column, edit.span.end_line, edit.span.end_column) for edit in edits
    )
    return any(one[0] == other[0] and (other[1], other[2]) < (one[3], one[4]) for one, other in pairwise(spans))


def read_source(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except OSError:
        return ""


def _diff_lines(text: str) -> list[str]:
    """Lines with their ends, split at newlines only, safe to print: a line with control characters is no patch's."""
    shown = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace("\r\n", "\n")
    shown = printable(shown)
    return list(_keep_ends(shown.replace("\n", "\r\n") if "\r\n" in text else shown))


def _named(path: str) -> str:
    """A file's name as git writes it in a patch: quoted where it could be taken for more than a name."""
    if path.isprintable() and not set(path) & set('"\\'):
        return path
    raw = path.encode("utf-8", "surrogateescape")
    return (
        '"' + "".join(chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\{byte:03o}" for byte in raw) + '"'
    )


def _keep_ends(text: str) -> Iterator[str]:
    pieces = text.split("\n")
    yield from (piece + "\n" for piece in pieces[:-1])
    if pieces[-1]:
        yield pieces[-1]
