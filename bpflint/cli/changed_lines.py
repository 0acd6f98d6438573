"""Which lines of a file are new since a revision of git: `--since main`.

Git is only asked for contents that it keeps (rev-parse, cat-file). It looks at no file of the working tree, so nothing
that a repository configures is run: no filter, no hook, no file system monitor, no other diff program, no transport.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final

from bpflint.base.errors import BpflintError
from bpflint.base.finding import FileReport, Finding

_GIT: Final = ("git", "-c", "core.fsmonitor=", "-c", f"core.hooksPath={os.devnull}", "-c", "protocol.allow=never")
_TIMEOUT_S: Final = 30


@dataclass(eq=False)
class ChangedLines:
    """The lines that are new since `revision`, file by file. What the revision does not have is new altogether."""

    revision: str
    _lines: dict[Path, frozenset[int] | None] = field(default_factory=dict)

    def check(self, paths: Iterable[str]) -> None:
        """Raises BpflintError if the revision is not there in the repository of one of `paths`."""
        for directory in sorted({Path(path).absolute().parent for path in paths}):
            if not self._knows(directory):
                raise BpflintError(f"--since {self.revision}: there is no such git revision in {directory}")

    def only(self, report: FileReport) -> FileReport:
        """`report` with the findings that changed lines take part in: where they are, or in the story they tell."""
        return replace(report, findings=[finding for finding in report.findings if self._concerns(finding)])

    def _concerns(self, finding: Finding) -> bool:
        spans = [finding.span, *(step.span for step in finding.steps)]
        return any(self._has(span.path, range(span.line, span.end_line + 1)) for span in spans if span.line)

    def _has(self, path: str, lines: range) -> bool:
        changed = self._changed(Path(path).absolute())
        return changed is None or any(line in changed for line in lines)

    def _changed(self, path: Path) -> frozenset[int] | None:
        """Numbers of the new lines, None for all."""
        if path not in self._lines:
            self._lines[path] = self._compare(path) if self._knows(path.parent) else frozenset()
        return self._lines[path]

    def _compare(self, path: Path) -> frozenset[int] | None:
        old = _git(path.parent, "cat-file", "blob", f"{self.revision}:./{path.name}")
        if old is None:
            return None
        try:
            new = path.read_bytes()
        except OSError:
            return None
        before, after = old.split(b"\n"), new.split(b"\n")
        changes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        return frozenset(
            line + 1 for kind, _, _, first, last in changes if kind != "equal" for line in range(first, last)
        )

    def _knows(self, directory: Path) -> bool:
        return (
            _git(directory, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{self.revision}^{{commit}}")
            is not None
        )


def _git(directory: Path, *arguments: str) -> bytes | None:
    """What git writes, None if it does not succeed. Raises BpflintError if there is no git."""
    environment = {**os.environ, "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    command = [*_GIT, "-C", str(directory), *arguments]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, env=environment, timeout=_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        raise BpflintError(f"--since: git cannot be asked: {getattr(error, 'strerror', None) or error}") from error
    return None if done.returncode else done.stdout
