"""Writes comments that silence today's findings, for code that is not to be changed now.

A comment goes to the end of the line of its finding. Where that is no place for one (inside a comment or a string, in a
macro that goes on), the finding is left.
"""

from __future__ import annotations

from collections.abc import Sequence

from bpflint.base.finding import Finding
from bpflint.policy.suppressions import UNUSED, find_suppressions, takes_comment


def with_comments(text: str, findings: Sequence[Finding]) -> tuple[str, list[Finding]]:
    """`text` with a comment for each of its findings, and the findings that it silences."""
    by_line: dict[int, list[Finding]] = {}
    for finding in findings:
        if finding.name != UNUSED:
            by_line.setdefault(finding.span.line, []).append(finding)
    silenced: list[Finding] = []
    for line, here in sorted(by_line.items()):
        rules = ",".join(sorted({finding.rule for finding in here}))
        changed = _with_comment(text, line, f"/* bpflint: disable={rules} */")
        if changed is not None and _adds(text, changed, here):
            text = changed
            silenced += here
    return text, silenced


def _with_comment(text: str, line: int, comment: str) -> str | None:
    lines = text.split("\n")
    if not 0 < line <= len(lines) or not takes_comment(text, line):
        return None
    ending = "\r" if lines[line - 1].endswith("\r") else ""
    code = lines[line - 1].removesuffix("\r").rstrip()
    lines[line - 1] = f"{code}   {comment}{ending}"
    return "\n".join(lines)


def _adds(before: str, after: str, findings: Sequence[Finding]) -> bool:
    """True if `after` has one comment more than `before`, it covers the findings, and the rest of C is as it was."""
    old, new = find_suppressions(before), find_suppressions(after)
    added = [each for each in new if each.trailing and each.span.line == findings[0].span.line]
    return (
        len(new) == len(old) + 1
        and all(
            any(each.covers(finding.span) and finding.rule in each.selectors for each in added) for finding in findings
        )
        and [each.span for each in new if each not in added]
        == [e.span for e in old if e.span.line != findings[0].span.line]
    )
