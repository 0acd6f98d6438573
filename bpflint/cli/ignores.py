"""`--add-ignore`: writes comments that silence today's findings into the files that were given, and into no others."""

from __future__ import annotations

from collections.abc import Collection, Container
from pathlib import Path

from bpflint.base.errors import BpflintError
from bpflint.base.files import digest_of
from bpflint.base.finding import FileReport, Finding
from bpflint.cli.fixer import Patch, read_source
from bpflint.policy.new_suppressions import with_comments
from bpflint.report.outcome import plural


class Ignores:
    """What is to be silenced in `files`, but not in those that are only `texts`."""

    def __init__(self, files: Collection[str], texts: Container[str]) -> None:
        self._files = {str(Path(name).absolute()): name for name in files}
        self._texts = texts
        self._found: dict[str, list[Finding]] = {}
        self._before = {name: digest for name in files if (digest := _digest(name))}

    def add(self, report: FileReport) -> None:
        """Take in the findings of a report, each of which is where its span says: in the file or in a header."""
        for finding in report.findings:
            self._found.setdefault(str(Path(finding.span.path).absolute()), []).append(finding)

    def write(self) -> str:
        """Write the comments; returns what was done. Raises BpflintError if a file changed meanwhile."""
        silenced = unplaced = not_files = elsewhere = 0
        for path, findings in self._found.items():
            if path not in self._files:
                elsewhere += len(findings)
            elif self._files[path] in self._texts or Path(path).is_symlink():
                not_files += len(findings)
            else:
                count = self._silence(self._files[path], findings)
                silenced += count
                unplaced += len(findings) - count
        left = [
            f"left {count} {where}"
            for count, where in (
                (unplaced, "where no comment can stand"),
                (not_files, "in links and standard input"),
                (elsewhere, "in files that were not given"),
            )
            if count
        ]
        return ", ".join([f"silenced {plural(silenced, 'finding')}", *left])

    def _silence(self, name: str, findings: list[Finding]) -> int:
        before = read_source(Path(name))
        if digest_of(before.encode("utf-8", "surrogateescape")) != self._before.get(name):
            raise BpflintError(f"{name}: not changed: it changed while it was linted")
        after, silenced = with_comments(before, findings)
        if silenced:
            try:
                Patch(name, before, after).write()
            except OSError as error:
                raise BpflintError(f"{name}: not changed: {error.strerror or error}") from error
        return len(silenced)


def _digest(name: str) -> str:
    """What tells whether a file is changed by somebody else, "" where it cannot be read."""
    try:
        return digest_of(Path(name).read_bytes())
    except OSError:
        return ""
