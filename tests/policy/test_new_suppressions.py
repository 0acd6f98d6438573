"""Comments for today's findings stand where they silence them, and change nothing else."""

from __future__ import annotations

import pytest

from bpflint.base.finding import Finding, Level
from bpflint.base.span import Span
from bpflint.policy.new_suppressions import with_comments


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
