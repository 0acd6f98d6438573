"""Writes comments that silence today's findings, for code that is not to be changed now.

A comment goes to the end of the line of its finding. Where that is no place for one (inside a comment or a string, in a
macro that goes on), the finding is left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from bpflint.base.finding import Finding
from bpflint.policy.suppressions import MOST_COMMENTS, UNUSED, Suppression, find_suppressions, lines_for_comments

_ROUNDS: Final = 8
"""Comments that turn out to be in the wrong place are left out together, which may show others."""


def with_comments(text: str, findings: Sequence[Finding]) -> tuple[str, list[Finding]]:
    """`text` with a comment for each of its findings, and the findings that it silences."""
    by_line: dict[int, list[Finding]] = {}
    for finding in findings:
        if finding.name != UNUSED:
            by_line.setdefault(finding.span.line, []).append(finding)
    before = find_suppressions(text)
    comments = {
        line: f"/* bpflint: disable={','.join(sorted({each.rule for each in by_line[line]}))} */"
        for line in sorted(lines_for_comments(text, by_line))[: MOST_COMMENTS - len(before)]
    }
    for _ in range(_ROUNDS):
        changed = _with(text, comments)
        wrong = _wrong(before, find_suppressions(changed), {line: by_line[line] for line in comments})
        if not wrong:
            return changed, [each for line in comments for each in by_line[line]]
        comments = {line: comment for line, comment in comments.items() if line not in wrong}
    return text, []


def _with(text: str, comments: Mapping[int, str]) -> str:
    lines = text.split("\n")
    for line, comment in comments.items():
        ending = "\r" if lines[line - 1].endswith("\r") else ""
        code = lines[line - 1].removesuffix("\r").rstrip()
        lines[line - 1] = f"{code}   {comment}{ending}"
    return "\n".join(lines)


def _wrong(
    before: Sequence[Suppression], after: Sequence[Suppression], findings: Mapping[int, Sequence[Finding]]
) -> set[int]:
    """The lines whose comment does not cover its findings; all of them if the others are not as they were."""
    if [each.span for each in before if each.span.line not in findings] != [
        each.span for each in after if each.span.line not in findings
    ]:
        return set(findings)
    old = Counter(each.span.line for each in before)
    new = Counter(each.span.line for each in after)
    added: dict[int, list[Suppression]] = {}
    for each in after:
        if each.trailing:
            added.setdefault(each.span.line, []).append(each)
    return {
        line
        for line, here in findings.items()
        if new[line] != old[line] + 1
        or not all(
            any(each.covers(finding.span) and finding.rule in each.selectors for each in added.get(line, ()))
            for finding in here
        )
    }
