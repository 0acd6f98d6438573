"""Decides which fixes are made: those after which everything is understood as well as before, and better linted.

Every fix is tried on the text in memory first, and the files that it changes, or that include one it changes, are
linted again. A fix after which something is not understood, or its own finding is still there, is taken back. What
comes out is what `--fix` writes and `--diff` shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bpflint.base.files import digest_of
from bpflint.base.finding import FileReport, Finding
from bpflint.cli.fixer import Patch, plan, read_source

_ROUNDS: Final = 10
"""One fix can uncover another; so many times over."""
_MOST_TRIALS: Final = 200

Lint = Callable[[Mapping[str, str], Container[str]], Iterable[FileReport]]
"""Lints some files again, with other texts in place of what the disk has."""


@dataclass(slots=True)
class ChosenFixes:
    """What fixing comes to: a patch for each file that changes, how many findings that mends, and what was `left`."""

    patches: list[Patch] = field(default_factory=list)
    count: int = 0
    left: dict[str, str] = field(default_factory=dict)
    """Why a file was not, or not wholly, fixed."""


def choose_fixes(reports: Iterable[FileReport], files: Sequence[str], lint: Lint, *, once: bool = False) -> ChosenFixes:
    """Find out what of `reports` can be fixed in `files`. With `once`, what a fix uncovers is left."""
    mender = _Mender(reports, files, lint)
    for _ in range(1 if once else _ROUNDS):
        if not mender.advance():
            break
    return mender.result()


class _Mender:
    def __init__(self, reports: Iterable[FileReport], files: Sequence[str], lint: Lint) -> None:
        self._reports = {report.path: report for report in reports}
        self._files = files
        self._lint = lint
        self._original: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        """The files that have changed so far, as they are now."""
        self._given_up: set[tuple[str, str, str, str]] = set()
        self._trials = 0
        self._count = 0
        self._left: dict[str, str] = {}

    def result(self) -> ChosenFixes:
        patches = [Patch(path, self._original[path], text) for path, text in self._texts.items()]
        return ChosenFixes([patch for patch in patches if patch.before != patch.after], self._count, self._left)

    def advance(self) -> bool:
        """Make all fixes that can be made at once; False if there is none."""
        candidates = [finding for finding in self._candidates() if _key(finding) not in self._given_up]
        accepted: list[Finding] = []
        chosen: tuple[list[Patch], dict[str, FileReport]] | None = None
        waiting = [candidates] if candidates else []
        while waiting:
            group = waiting.pop()
            patches = plan([*accepted, *group], self._files, self._text)
            taken = [finding for patch in patches for finding in patch.applied]
            if len(taken) == len(accepted):
                continue  # they clash with what is accepted, and may come again
            after = self._try(patches, taken)
            if after is not None:
                accepted, chosen = taken, (patches, after)
            elif len(group) == 1:
                self._given_up.add(_key(group[0]))
                self._left[group[0].span.path] = "the file would be understood no better"
            else:
                middle = len(group) // 2
                waiting += [group[middle:], group[:middle]]
        if chosen is None:
            return False
        patches, after = chosen
        self._texts.update((patch.path, patch.after) for patch in patches)
        # The declaration that one finding asks for can mend others.
        gone = _own_findings(self._reports, after) - _own_findings(after, after)
        self._count += gone.total()
        self._reports.update(after)
        return True

    def _candidates(self) -> Iterable[Finding]:
        for report in self._reports.values():
            if report.status == "ok":
                yield from report.findings

    def _text(self, path: str) -> str:
        """The text of a file as it is now; "", in which nothing can be fixed, if it is not what was linted."""
        if path in self._texts:
            return self._texts[path]
        if path not in self._original:
            text = read_source(Path(path))
            report = self._reports.get(path)
            is_same = report is not None and report.digest == digest_of(text.encode("utf-8", "surrogateescape"))
            if report is not None and report.digest and not is_same:
                self._left[path] = "it changed while it was linted"
            # Where only a file that includes it was understood, nothing is known of it alone.
            self._original[path] = text if is_same and report is not None and report.status == "ok" else ""
        return self._original[path]

    def _try(self, patches: Sequence[Patch], taken: Sequence[Finding]) -> dict[str, FileReport] | None:
        """The reports after these patches; None if anything is worse."""
        self._trials += 1
        if self._trials > _MOST_TRIALS:
            return None
        texts = {**self._texts, **{patch.path: patch.after for patch in patches}}
        changed = {str(Path(patch.path).absolute()) for patch in patches}
        concerned = {path for path, report in self._reports.items() if changed & _files_of(report)}
        after = {report.path: report for report in self._lint(_decodable(texts), concerned)}
        if after.keys() != concerned or any(_is_worse(after[path], self._reports[path]) for path in concerned):
            return None
        before = Counter(_key(finding) for path in concerned for finding in self._reports[path].findings)
        now = Counter(_key(finding) for report in after.values() for finding in report.findings)
        return after if all(now[_key(finding)] < before[_key(finding)] for finding in taken) else None


def _files_of(report: FileReport) -> set[str]:
    return {str(Path(name).absolute()) for name in (report.path, *report.includes)}


def _is_worse(after: FileReport, before: FileReport) -> bool:
    order = ("ok", "degraded", "failed")
    return order.index(after.status) > order.index(before.status) or len(after.problems) > len(before.problems)


def _own_findings(reports: Mapping[str, FileReport], paths: Iterable[str]) -> Counter[tuple[str, str, str, str]]:
    return Counter(_key(finding) for path in paths for finding in reports[path].findings if finding.span.path == path)


def _key(finding: Finding) -> tuple[str, str, str, str]:
    return finding.rule, finding.span.path, finding.function, finding.message


def _decodable(texts: Mapping[str, str]) -> dict[str, str]:
    return {path: text.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for path, text in texts.items()}
