"""Comments for today's findings stand where they silence them, and change nothing else."""

from __future__ import annotations

import pytest

from bpflint.base.finding import Finding, Level
from bpflint.base.span import Span
from bpflint.policy import suppressions
from bpflint.policy.new_suppressions import with_comments
from bpflint.policy.suppressions import find_suppressions


def finding(line: int, rule: str = "KF401", name: str = "call-order") -> Finding:
    return Finding(rule, name, Level.ERROR, Span("a.c", line, 1, line, 4), "no")


def test_one_comment_a_line() -> None:
    found = [finding(1), finding(1, "KF403"), finding(3)]
    text, silenced = with_comments("f();\ng();\r\nh(); \n", found)
    assert text == ("f();   /* bpflint: disable=KF401,KF403 */\ng();\r\nh();   /* bpflint: disable=KF401 */\n")
    assert silenced == found


def test_line_ends_stay() -> None:
    assert with_comments("f();\r\n", [finding(1)])[0] == "f();   /* bpflint: disable=KF401 */\r\n"
    assert with_comments("f();", [finding(1)])[0] == "f();   /* bpflint: disable=KF401 */"


def test_works_after_a_line_comment() -> None:
    text, silenced = with_comments("f(); // why\n", [finding(1)])
    assert text == "f(); // why   /* bpflint: disable=KF401 */\n" and silenced


@pytest.mark.parametrize(
    "source",
    [
        "#define F f(); \\\n g()\n",
        "f(); /* begins\n and ends */\n",
        "f(); // bpflint: disable=KF101\n",
        'f("a\\\nb");\n',
    ],
)
def test_leaves_what_has_no_place_for_a_comment(source: str) -> None:
    assert with_comments(source, [finding(1)]) == (source, [])


def test_says_nothing_about_comments_that_silence_nothing() -> None:
    assert with_comments("f();\n", [finding(1, "BP601", "unused-suppression")]) == ("f();\n", [])
    assert with_comments("f();\n", [finding(9)]) == ("f();\n", [])


def test_many_comments_cost_no_more_looks_at_the_text_than_one(monkeypatch: pytest.MonkeyPatch) -> None:
    scan, scanned = suppressions._Scan, []

    def counted(text: str) -> suppressions._Scan:
        scanned.append(text)
        return scan(text)

    monkeypatch.setattr(suppressions, "_Scan", counted)
    text, silenced = with_comments("f();\n" * 3000 + '"a\\\nb"', [finding(line + 1) for line in range(3001)])
    assert (text.count("disable=KF401"), len(silenced)) == (3000, 3000)
    assert len(scanned) <= 4


def test_more_comments_than_are_heeded_are_not_written() -> None:
    text, silenced = with_comments(
        "f();\n" * 6000 + "g(); // bpflint: disable=KF402\n", [finding(n + 1) for n in range(6000)]
    )
    assert len(find_suppressions(text)) == len(silenced) + 1 == suppressions.MOST_COMMENTS
