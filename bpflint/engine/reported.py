"""What of all that was found in a unit its report says: of its own files, wanted, not silenced, at the right level."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import compress

from bpflint.base.finding import FileReport, Finding, Level, Silenced, SilencedBy
from bpflint.base.span import Span
from bpflint.policy.rules import Catalog
from bpflint.policy.selection import Selection
from bpflint.policy.settings import Settings
from bpflint.source.problems import Status
from bpflint.source.unit import Unit


@dataclass(frozen=True, slots=True)
class Reporting:
    """What is the same for all that is found in one unit."""

    settings: Settings
    selection: Selection
    catalog: Catalog
    unit: Unit
    text: str
    """The source as it was read."""

    def report(
        self, report: FileReport, findings: Sequence[Finding], unknown: Collection[Span], *, whole: bool = True
    ) -> FileReport:
        """`report` with what of `findings` is to be said. Nothing is said of calls in `unknown`, whose meaning is not
        known. Unless `findings` are the `whole`, no comment is called unused.
        """
        own = frozenset({self.unit.path, *self.unit.includes})
        found = [
            finding
            for finding in findings
            if finding.span.path in own and not any(_is_within(finding.span, call) for call in unknown)
        ]
        wanted = [self.selection.applies(finding.rule, finding.span.path) for finding in found]
        report = replace(
            report,
            findings=list(compress(found, wanted)),
            silenced=[
                Silenced.of(finding, SilencedBy.CONFIGURATION)
                for finding, is_wanted in zip(found, wanted, strict=True)
                if not is_wanted
            ],
        )
        if not self.settings.ignore_comments:
            from bpflint.policy.suppressions import apply_suppressions

            applies = self.selection.applies if whole else lambda _rule, _path: False
            report = apply_suppressions(report, self._text_of, self.catalog, applies)
        findings = [self._at_its_level(finding) for finding in report.findings]
        if report.status != Status.OK.value:  # what was lost could make a fix wrong
            findings = [replace(finding, fix=None) for finding in findings]
        return replace(report, findings=findings)

    def _text_of(self, name: str) -> str:
        return self.text if name == self.unit.path else "\n".join(self.unit.lines(name))

    def _at_its_level(self, finding: Finding) -> Finding:
        """`finding` at the level that the settings give to its rule, if they give one."""
        level = self.selection.level(finding.rule) if self.settings.severity else None
        return replace(finding, level=Level[level.upper()]) if level else finding


def _is_within(inner: Span, outer: Span) -> bool:
    from bpflint.checks._undeclared import is_within  # loaded with the judge

    return is_within(inner, outer)
