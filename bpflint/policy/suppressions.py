"""Comments in the source that silence findings: `/* bpflint: disable=KF403 reason */`.

Where the comment stands says what it covers:

    bpf_wq_start(&w, 0);   /* bpflint: disable=KF401 started by the loader */      this line
    // bpflint: disable=call-order                                                 the next statement, or the whole
    int handle(struct __sk_buff *ctx) { ... }                                      block if one begins before its end
    struct { /* bpflint: disable=perfbuf-usage */ __uint(...); } events ...         what is said of the map, besides
    /* bpflint: disable-next-line=KF403 */                                          the next line alone
    /* bpflint: disable-file=KF305,BP601 */                                        the whole file, from anywhere in it

Rules are named by id, by name, by the beginning of an id (`KF4`) or by `all`. Comments are found by a scanner that
knows strings and character constants and nothing else of C, so it works on files that do not parse, and it never
raises whatever the text is.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from bpflint.base.finding import Edit, FileReport, Finding, Fix, Silenced, SilencedBy
from bpflint.base.span import Span
from bpflint.policy.rules import Catalog, Rule

UNUSED: Final = "unused-suppression"
"""The name of the rule that reports a comment which silences nothing."""

_HOW: Final = "write: bpflint: disable=RULE, with an id such as KF403 or a name"

MOST_COMMENTS: Final = 5000
_LONGEST_STATEMENT: Final = 2000
"""Tokens before the `;` or `{` of a statement; bounds the work on files made to be slow."""

_TOKEN: Final = re.compile(
    r"""(?P<block>/\*.*?(?:\*/|\Z))
      | (?P<line>//(?:[^\\\n]|\\.|\\\Z)*)
      | (?P<string>"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)
      | (?P<mark>[{}();])
      | (?P<newline>\n)
      | (?P<code>[^\s"'{}();/]+|/)""",
    re.DOTALL | re.VERBOSE,
)
_DIRECTIVE: Final = re.compile(
    r"bpflint:[ \t]*disable(?:(?P<file>-file)|(?P<next>-next-line))?[ \t]*=[ \t]*"
    r"(?P<rules>[\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)"
)
_MEANT: Final = re.compile(
    r"bpflint:[ \t]*(?:disable(?:-file|-next-line)?\b(?![ \t]*=[ \t]*[\w-])|(?:ignore|allow|noqa|nolint)\b)"
    r"|bpflint-(?:disable|ignore|nolint)\b"
    r"|\bnoqa:[ \t]*(?:bpflint|KF\d|BP\d)"
    r"|NOLINT(?:NEXTLINE)?\([^)\n]*(?:bpflint|KF\d|BP\d)",
    re.IGNORECASE,
)
"""What people write who have other linters in mind."""


@dataclass(slots=True)
class Suppression:
    """One comment. `selectors` are as written; the lines are those it covers, both ends included.

    A trailing comment covers any finding whose range touches its line; one before a statement or block covers the
    findings that begin inside. `used` collects the selectors that silenced something.
    """

    selectors: tuple[str, ...]
    first_line: int
    last_line: int
    span: Span
    trailing: bool
    whole_file: bool
    used: set[str] = field(default_factory=set)

    def covers(self, span: Span) -> bool:
        """True if a finding at `span` (in the same file) is meant."""
        last = max(span.line, span.end_line) if self.trailing else span.line
        return span.line <= self.last_line and last >= self.first_line


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int
    line: int


def find_suppressions(text: str, path: str = "") -> list[Suppression]:
    """Every suppression comment of a C source, in the order they stand; the first MOST_COMMENTS of them."""
    if "bpflint:" not in text:
        return []
    scan = _Scan(text)
    directives = [
        (index, directive)
        for index, token in enumerate(scan.tokens)
        if token.kind in ("block", "line") and (directive := _DIRECTIVE.search(token.text))
    ]
    return [scan.suppression(index, directive, path) for index, directive in directives[:MOST_COMMENTS]]


def lines_for_comments(text: str, lines: Collection[int]) -> set[int]:
    """Those of the lines (1-based) at the end of which a comment is one: no comment, string or macro goes on there."""
    scan = _Scan(text)
    ends = (*scan.starts[1:], len(text) + 1)
    begins = [token.start for token in scan.tokens]

    def goes_on(end: int) -> bool:
        last = bisect_left(begins, end) - 1
        return last >= 0 and scan.tokens[last].end > end

    return {
        line
        for line in lines
        if 0 < line <= len(ends)
        and text[scan.starts[line - 1] : ends[line - 1] - 1].rstrip()[-1:] != "\\"
        and not goes_on(ends[line - 1] - 1)
    }


def find_misunderstood(text: str, path: str = "") -> list[Span]:
    """The comments that look as if they were to silence something, and do not."""
    if not _MEANT.search(text):
        return []
    scan = _Scan(text)
    return [
        scan.span(token, path)
        for token in scan.tokens
        if token.kind in ("block", "line") and _MEANT.search(token.text) and not _DIRECTIVE.search(token.text)
    ][:MOST_COMMENTS]


class _Scan:
    """The tokens of one file, with the partner of every brace."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.tokens = [
            _Token(match.lastgroup or "", match.group(), match.start(), match.end(), self.line_at(match.start()))
            for match in _TOKEN.finditer(text)
        ]
        self.partner: dict[int, int] = {}
        self._block_around: dict[int, int] = {}
        """The innermost brace that is open where a comment stands."""
        opened: list[int] = []
        for index, token in enumerate(self.tokens):
            if token.kind in ("block", "line") and opened:
                self._block_around[index] = opened[-1]
            elif token.text == "{":
                opened.append(index)
            elif token.text == "}" and opened:
                self.partner[opened.pop()] = index

    def line_at(self, offset: int) -> int:
        return bisect_right(self.starts, offset)

    def suppression(self, index: int, directive: re.Match[str], path: str) -> Suppression:
        token = self.tokens[index]
        selectors = tuple(dict.fromkeys(word.strip() for word in directive["rules"].split(",")))
        span = self.span(token, path)
        end_line = span.end_line
        if directive["file"]:
            return Suppression(selectors, 1, len(self.starts), span, trailing=False, whole_file=True)
        if directive["next"]:
            return Suppression(selectors, end_line + 1, end_line + 1, span, trailing=True, whole_file=False)
        declared = self._struct_around(index)
        if self._follows_code(index):
            first = declared or token.line
            return Suppression(selectors, first, token.line, span, trailing=True, whole_file=False)
        first, last = self._next_statement(index, end_line)
        first = declared or first
        return Suppression(selectors, first, last, span, trailing=False, whole_file=False)

    def span(self, token: _Token, path: str) -> Span:
        end_line = self.line_at(max(token.start, token.end - 1))
        column, end_column = token.start - self.starts[token.line - 1] + 1, token.end - self.starts[end_line - 1] + 1
        return Span(path, token.line, column, end_line, end_column)

    def _struct_around(self, index: int) -> int:
        """The line on which a struct without a name begins, if the comment stands among its members; else 0.

        A map is declared so, and what is said of it is said where its declaration begins.
        """
        before = self._block_around.get(index, 0)
        while before > 0:
            before -= 1
            token = self.tokens[before]
            if token.kind not in ("block", "line", "newline"):
                return token.line if token.text == "struct" else 0
        return 0

    def _follows_code(self, index: int) -> bool:
        """True if there is code before this token on its line."""
        while index > 0:
            index -= 1
            token = self.tokens[index]
            if token.kind == "newline":
                return False
            if token.kind not in ("block", "line"):
                return True
            if "\n" in token.text:
                return False
        return False

    def _next_statement(self, index: int, line: int) -> tuple[int, int]:
        """First and last line of what follows: up to its `;`, or to the end of a block that opens before that."""
        first = parentheses = 0
        stop = min(len(self.tokens), index + _LONGEST_STATEMENT)
        index += 1
        while index < stop:
            token = self.tokens[index]
            if token.kind not in ("block", "line", "newline"):
                line = token.line
                first = first or line
                parentheses += (token.text == "(") - (token.text == ")")
                if token.text == "{":
                    index = self.partner.get(index, stop - 1)
                    line = self.tokens[index].line
                if token.text in ("{", "}", ";") and parentheses <= 0:
                    break
            index += 1
        return first or line, line


def apply_suppressions(
    report: FileReport,
    read_text: Callable[[str], str],
    catalog: Catalog,
    applying: Callable[[str, str], bool] = lambda _rule, _path: True,
) -> FileReport:
    """`report` without the findings that comments silence, and with a note for each comment that silences nothing.

    `read_text` gives the text of a file as the analysis saw it, "" where there is none. `applying(rule id, path)`
    says whether a rule was looked for there: a comment about another rule is not called unused. Nothing is called
    unused in headers (another unit may need it) or where the file was not fully understood.
    """
    comments: dict[str, _Comments] = {}

    def comments_of(path: str) -> _Comments:
        if path not in comments:
            comments[path] = _Comments(find_suppressions(read_text(path), path) if path else [], catalog)
        return comments[path]

    kept: list[Finding] = []
    silenced = list(report.silenced)
    for finding in report.findings:
        if comments_of(finding.span.path).silence(finding):
            silenced.append(Silenced.of(finding, SilencedBy.COMMENTS))
        else:
            kept.append(finding)
    rule = catalog.find(UNUSED)
    if report.status == "ok" and rule is not None and applying(rule.id, report.path):
        own = comments_of(report.path)
        notes = [_unused_note(comment, rule, catalog, applying, read_text(report.path)) for comment in own.every]
        notes += [
            Finding(rule.id, rule.name, rule.level, span, "this comment silences nothing", help=_HOW, docs=rule.docs)
            for span in find_misunderstood(read_text(report.path), report.path)
        ]
        kept += [note for note in notes if note is not None and not own.silence(note)]
    return replace(report, findings=kept, silenced=silenced)


class _Comments:
    """The suppressions of one file."""

    def __init__(self, every: Sequence[Suppression], catalog: Catalog) -> None:
        self.every = every
        self._catalog = catalog
        self._of_rule: dict[str, list[tuple[Suppression, list[str]]]] = {}

    def silence(self, finding: Finding) -> bool:
        """True if a comment silences the finding; every one that does is used then."""
        silenced = False
        for comment, selectors in self._meaning(finding.rule):
            if comment.covers(finding.span):
                comment.used.update(selectors)
                silenced = True
        return silenced

    def _meaning(self, rule_id: str) -> list[tuple[Suppression, list[str]]]:
        """The comments that mean a rule, each with the selectors that do."""
        if rule_id not in self._of_rule:
            means = {
                selector: any(rule.id == rule_id for rule in self._catalog.matching(selector))
                for comment in self.every
                for selector in comment.selectors
            }
            selected = ((comment, [each for each in comment.selectors if means[each]]) for comment in self.every)
            self._of_rule[rule_id] = [(comment, selectors) for comment, selectors in selected if selectors]
        return self._of_rule[rule_id]


def _unused_note(
    comment: Suppression, rule: Rule, catalog: Catalog, applying: Callable[[str, str], bool], text: str
) -> Finding | None:
    complaints = list(_complaints(comment, catalog, applying))
    if not complaints:
        return None
    fix = None
    # A misspelt rule is for a person to correct: whoever wrote the comment meant something.
    if len(complaints) == len(comment.selectors) and all(map(catalog.matching, comment.selectors)):
        fix = Fix("remove the comment", (Edit(_with_its_line(comment.span, text), ""),))
    return Finding(
        rule.id,
        rule.name,
        rule.level,
        comment.span,
        "; ".join(complaints),
        help="remove it, or correct the rule or the place",
        docs=rule.docs,
        fix=fix,
    )


def _complaints(comment: Suppression, catalog: Catalog, applying: Callable[[str, str], bool]) -> Iterator[str]:
    for selector in comment.selectors:
        if selector in comment.used:
            continue
        meant = catalog.matching(selector)
        if not meant:
            yield catalog.complaint(selector)
        elif any(applying(rule.id, comment.span.path) for rule in meant if rule.name != UNUSED):
            where = "in this file" if comment.whole_file else "here"
            yield f"nothing {where} is silenced by disable={selector}"


def _with_its_line(span: Span, text: str) -> Span:
    """`span` widened to its whole lines if nothing else stands on them, else by the blanks on one side."""
    lines = text.split("\n")
    first, last = lines[span.line - 1], lines[span.end_line - 1]
    before, after = first[: span.column - 1], last[span.end_column - 1 :]
    if after.strip():
        blanks = len(after) - len(after.lstrip()) if not before or before[-1].isspace() else 0
        return span._replace(end_column=span.end_column + blanks)
    if before.strip():
        return span._replace(column=len(before.rstrip()) + 1)
    if span.end_line < len(lines):
        return Span(span.path, span.line, 1, span.end_line + 1, 1)
    return span
