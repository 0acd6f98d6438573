"""Which lines of a file are new since a revision of git: `--since main`.

They are compared with the commit where HEAD and the revision part, so that what the other branch did meanwhile is not
taken for new. A renamed file is compared with what it was.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from bpflint.base.errors import BpflintError
from bpflint.base.finding import FileReport, Finding
from bpflint.cli.git_revision import GitRevision, find_revision, home_of
from bpflint.cli.line_diff import new_lines


@dataclass(eq=False)
class ChangedLines:
    """The lines that are new since `revision`, file by file. What the revision does not have is new altogether.

    `texts` stand in for what the disk has.
    """

    revision: str
    texts: Mapping[str, str] = field(default_factory=dict)
    _found: dict[Path, GitRevision | None] = field(default_factory=dict)
    """By what git is asked from."""
    _lines: dict[Path, frozenset[int] | None] = field(default_factory=dict)

    def check(self, paths: Iterable[str]) -> None:
        """Raises BpflintError if the repository of one of `paths` cannot tell what is new since the revision."""
        for home in sorted({home_of(directory) for directory in {Path(path).absolute().parent for path in paths}}):
            self._found[home] = find_revision(home, self.revision)

    def only(self, report: FileReport) -> FileReport:
        """`report` with the findings that changed lines take part in: where they are, or in the story they tell."""
        return replace(report, findings=[finding for finding in report.findings if self._concerns(finding)])

    def _concerns(self, finding: Finding) -> bool:
        spans = [finding.span, *(step.span for step in finding.steps)]
        return any(self._has(span.path, range(span.line, span.end_line + 1)) for span in spans if span.line)

    def _has(self, path: str, lines: range) -> bool:
        changed = self._changed(path)
        return changed is None or any(line in changed for line in lines)

    def _changed(self, name: str) -> frozenset[int] | None:
        """Numbers of the new lines, None for all."""
        path = Path(name).absolute()
        if path not in self._lines:
            home = home_of(path.parent)
            revision = self._revision(home)
            file = Path(os.path.realpath(path.parent)) / path.name
            self._lines[path] = self._compare(name, file, revision) if revision else frozenset()
        return self._lines[path]

    def _compare(self, name: str, file: Path, revision: GitRevision) -> frozenset[int] | None:
        old = revision.contents(file)
        if old is None:
            return None
        try:
            text = self.texts.get(name)
            new = Path(name).read_bytes() if text is None else text.encode("utf-8", "surrogateescape")
        except OSError:
            return None
        return new_lines(_lines(old), _lines(new))

    def _revision(self, home: Path) -> GitRevision | None:
        """None where a header lies in no repository, or in one that does not know the revision."""
        if home not in self._found:
            try:
                self._found[home] = find_revision(home, self.revision)
            except BpflintError:
                self._found[home] = None
        return self._found[home]


def _lines(text: bytes) -> list[bytes]:
    """Without the ends of lines, which differ between git and a checkout on Windows."""
    return [line.removesuffix(b"\r") for line in text.split(b"\n")]
