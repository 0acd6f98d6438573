"""Suppression comments: what each covers, and that nothing about them can raise or take long."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpflint.base.finding import FileReport, Finding, Level
from bpflint.base.span import Span
from bpflint.policy.rules import Catalog, Rule
from bpflint.policy.suppressions import apply_suppressions, find_suppressions


def rule(rule_id: str, name: str, level: Level = Level.ERROR) -> Rule:
    return Rule(rule_id, name, level, "high", "default", {"stable": "0.1"}, "summary")


CATALOG = Catalog(
    [
        rule("KF401", "call-order"),
        rule("KF403", "leaked-reference"),
        rule("KF305", "superseded"),
        rule("BP601", "unused-suppression", Level.NOTE),
    ]
)
PATH = "a.bpf.c"


def finding(line: int, rule_id: str = "KF401", end_line: int = 0, path: str = PATH) -> Finding:
    return Finding(rule_id, CATALOG[rule_id].name, Level.ERROR, Span(path, line, 1, end_line or line, 5), "message")


def left(text: str, *findings: Finding, status: str = "ok") -> list[str]:
    """What is reported in the end: ids and lines."""
    report = FileReport(PATH, status=status, findings=list(findings))
    result = apply_suppressions(report, lambda path: text if path == PATH else "", CATALOG)
    return [f"{found.rule}:{found.span.line}" for found in result.findings]


@pytest.mark.parametrize(
    "comment",
    [
        "/* bpflint: disable=KF401 */",
        "// bpflint: disable=KF401",
        "/* bpflint: disable=call-order it is started by the loader */",
        "/* bpflint:disable = kf401 */",
        "/* bpflint: disable=KF403, KF401 */",
        "/* bpflint: disable=KF4 */",
        "/* bpflint: disable=all */",
        "/* see note 3; bpflint: disable=KF401 */",
    ],
)
def test_spellings(comment: str) -> None:
    assert "KF401:1" not in left(f"f(); {comment}\n", finding(1))


@pytest.mark.parametrize(
    "comment",
    [
        "/* bpflint: disable=KF403 */",
        "/* bpflint: enable=KF401 */",
        "/* bpflint disable=KF401 */",
        '"bpflint: disable=KF401";',
        "'bpflint: disable=KF401';",
        "bpflint: disable=KF401",
    ],
)
def test_what_is_no_suppression(comment: str) -> None:
    assert "KF401:1" in left(f"f(); {comment}\n", finding(1))


def test_trailing_comment_is_for_its_line() -> None:
    text = "f();\ng(); // bpflint: disable=KF401\nh();\n"
    assert left(text, finding(1), finding(2), finding(3)) == ["KF401:1", "KF401:3"]


def test_trailing_comment_on_the_last_line_of_a_call() -> None:
    text = "f(a,\n  b); // bpflint: disable=KF401\n"
    assert left(text, finding(1, end_line=2)) == []


def test_comment_before_a_statement_covers_all_its_lines() -> None:
    text = "// bpflint: disable=KF401\n\n/* why */\nf(a,\n  b);\ng();\n"
    assert left(text, finding(4), finding(5), finding(6)) == ["KF401:6"]


@pytest.mark.parametrize("comment", ["    /* bpflint: disable=KF305 */\n", "    int a; // bpflint: disable=KF305\n"])
def test_comment_among_the_members_of_a_map_is_for_the_map(comment: str) -> None:
    """The Rust linter of this name has them there."""
    text = "int before;\nstruct {\n" + comment + "    int type;\n} events;\nint after;\n"
    assert left(text, finding(2, "KF305"), finding(2)) == ["KF401:2"]
    assert left(text, finding(1, "KF305"), finding(6, "KF305")) == ["KF305:1", "KF305:6", "BP601:3"]
    named = text.replace("struct {", "struct pair {")
    assert left(named, finding(2, "KF305")) == ["KF305:2", "BP601:3"]


def test_comment_before_a_block_covers_the_block() -> None:
    text = '/* bpflint: disable=KF401 */\nSEC("tc")\nint f(void)\n{\n\tif (x) {\n\t\tg();\n\t}\n\tg();\n}\nint h;\n'
    assert left(text, *(finding(line) for line in (3, 6, 8, 9, 10))) == ["KF401:10"]


def test_braces_and_semicolons_in_strings_and_comments_do_not_count() -> None:
    text = "// bpflint: disable=KF401\nf(\"}\", ';', /* ; } */ 1,\n  2);\ng();\n"
    assert left(text, finding(3), finding(4)) == ["KF401:4"]


def test_statement_expression_in_a_call() -> None:
    text = "// bpflint: disable=KF401\nf(({ g(); }),\n  2);\nh();\n"
    assert left(text, finding(2), finding(3), finding(4)) == ["KF401:4"]


def test_comment_at_the_end_of_a_block_covers_nothing_beyond() -> None:
    text = "{\n  // bpflint: disable=KF401\n}\nf();\n"
    assert left(text, finding(4)) == ["KF401:4", "BP601:2"]


def test_whole_file_from_anywhere() -> None:
    text = "f();\n/* bpflint: disable-file=KF401 */\ng();\n"
    assert left(text, finding(1), finding(3), finding(3, "KF403")) == ["KF403:3"]


def test_a_header_follows_its_own_comments() -> None:
    header = finding(1, path="a.h")
    report = FileReport(PATH, findings=[header])
    result = apply_suppressions(
        report, lambda path: "f(); // bpflint: disable=KF401\n" if path == "a.h" else "", CATALOG
    )
    assert result.findings == []


# ------------------------------------------------------------------------------------------------------- unused


def test_unused_is_noted_with_a_fix() -> None:
    text = "f(); // bpflint: disable=KF401\n"
    (note,) = apply_suppressions(FileReport(PATH), lambda _path: text, CATALOG).findings
    assert (note.rule, note.level, note.message) == ("BP601", Level.NOTE, "nothing here is silenced by disable=KF401")
    assert note.span == Span(PATH, 1, 6, 1, 31)
    assert note.fix is not None
    assert note.fix.edits[0].span == Span(PATH, 1, 5, 1, 31)


def test_fix_of_a_comment_on_its_own_takes_the_line() -> None:
    text = "\t/* bpflint: disable=KF401 */\nf();\n"
    (note,) = apply_suppressions(FileReport(PATH), lambda _path: text, CATALOG).findings
    assert note.fix is not None
    assert note.fix.edits[0].span == Span(PATH, 1, 1, 2, 1)


def test_fix_before_other_text_takes_the_blanks_on_one_side() -> None:
    text = "f(); /* bpflint: disable=KF401 */ g();\n"
    (note,) = apply_suppressions(FileReport(PATH), lambda _path: text, CATALOG).findings
    assert note.fix is not None
    assert note.fix.edits[0].span == Span(PATH, 1, 6, 1, 35)


def test_half_used_is_noted_without_a_fix() -> None:
    text = "f(); // bpflint: disable=KF401,KF403\n"
    (note,) = apply_suppressions(FileReport(PATH, findings=[finding(1)]), lambda _path: text, CATALOG).findings
    assert note.message == "nothing here is silenced by disable=KF403"
    assert note.fix is None


def test_unknown_rule_is_noted_with_the_nearest() -> None:
    text = "f(); // bpflint: disable=leaked-refrence\n"
    (note,) = apply_suppressions(FileReport(PATH), lambda _path: text, CATALOG).findings
    assert "did you mean 'leaked-reference'?" in note.message
    assert note.fix is None


def test_silent_where_the_rule_was_not_looked_for() -> None:
    text = "f(); // bpflint: disable=KF401\n"
    report = apply_suppressions(
        FileReport(PATH), lambda _path: text, CATALOG, lambda rule_id, _path: rule_id != "KF401"
    )
    assert report.findings == []


@pytest.mark.parametrize("status", ["degraded", "failed"])
def test_silent_where_the_file_was_not_understood(status: str) -> None:
    assert left("f(); // bpflint: disable=KF401\n", status=status) == []


def test_the_note_itself_can_be_silenced() -> None:
    assert left("/* bpflint: disable-file=unused-suppression */\nf(); // bpflint: disable=KF401\n") == []


# ------------------------------------------------------------------------------------------------- hostile texts


@given(st.text(alphabet="/*\\\"'{}();\n bpflint:dsae=KF401,-", max_size=200))
def test_never_raises(text: str) -> None:
    text = f"bpflint: {text}"
    for comment in find_suppressions(text, PATH):
        assert 1 <= comment.first_line <= comment.last_line <= text.count("\n") + 1
        assert comment.span.line <= comment.span.end_line
    left(text, finding(1), finding(2))


@pytest.mark.parametrize(
    "text",
    [
        "// bpflint: disable=KF401\n" * 10_000,
        "x // bpflint: disable=KF401\n" * 5_000,
        "/* bpflint: disable=KF401 */ (\n" * 5_000,
        "// bpflint: disable=KF401\n{" * 5_000,
        "/* bpflint: disable=" + "a," * 50_000,
        "// bpflint: " + "\\\n" * 50_000,
        '"' + "\\" * 100_000 + "bpflint:",
    ],
)
def test_hostile_texts_end(text: str) -> None:
    """In time that grows with the text: what is quadratic does not end while anybody watches."""
    for comment in find_suppressions(text, PATH):
        assert comment.first_line <= comment.last_line


def test_many_findings_do_not_multiply_notes() -> None:
    report = FileReport(PATH, findings=[finding(1), replace(finding(1), message="other")])
    text = "f(); // bpflint: disable=KF401\n"
    assert apply_suppressions(report, lambda _path: text, CATALOG).findings == []


def test_the_next_line_alone() -> None:
    text = "/* bpflint: disable-next-line=KF401 */\nfor (;;) {\n\tf();\n}\n"
    assert left(text, finding(2)) == []
    assert left(text, finding(3)) == ["KF401:3", "BP601:1"]


@pytest.mark.parametrize(
    "comment",
    [
        "// bpflint: disable",
        "/* bpflint: disable-next-line */",
        "// bpflint: ignore[KF401]",
        "// NOLINT(bpflint-KF401)",
        "// NOLINTNEXTLINE(KF401)",
        "// bpflint-disable-next-line KF401",
        "/* bpflint-disable KF401 */",
        "// noqa: KF401",
    ],
)
def test_what_was_meant_to_silence_is_said(comment: str) -> None:
    assert left(f"int a; {comment}\n", finding(1)) == ["KF401:1", "BP601:1"]


@pytest.mark.parametrize(
    "comment", ["// NOLINT(bugprone-sizeof)", "// noqa: E501", "// see bpflint: docs", "// disable this"]
)
def test_what_others_read_is_not_said(comment: str) -> None:
    assert left(f"int a; {comment}\n", finding(1)) == ["KF401:1"]


def test_many_comments_take_little_time() -> None:
    text = "/* bpflint: disable=KF401 */ " * 50_000 + "\nint x;\n"
    started = time.process_time()
    report = apply_suppressions(FileReport(PATH, findings=[finding(1)] * 100), lambda _path: text, CATALOG)
    assert len(report.silenced) == 100
    assert time.process_time() - started < 20  # it was 40 seconds, growing with the square
