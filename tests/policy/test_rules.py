"""Rule pages are read whole, and every mistake in them is told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.base.errors import CatalogError
from bpflint.base.finding import Level
from bpflint.policy.rules import SECTIONS, Catalog, load_catalog, read_page

FRONT = """\
id: KF401
name: call-order
level: error
confidence: high
profile: default
status: {preview: "0.1", stable: "0.3"}
merge: any
needs: [flow]
"""
BODY = "\n".join(f"## {heading}\n\nText of `{heading}`. More.\n" for heading in SECTIONS)


def write(directory: Path, front: str = FRONT, body: str = BODY, name: str = "call-order.md") -> Path:
    path = directory / name
    path.write_text(f"---\n{front}---\n\n{body}", encoding="utf-8")
    return path


def problems(path: Path) -> list[str]:
    with pytest.raises(CatalogError) as caught:
        read_page(path)
    return [problem.removeprefix(f"{path}:") for problem in caught.value.problems]


def test_a_good_page(tmp_path: Path) -> None:
    rule = read_page(write(tmp_path))
    assert (rule.id, rule.name, rule.level) == ("KF401", "call-order", Level.ERROR)
    assert (rule.confidence, rule.profile, rule.merge, rule.needs) == ("high", "default", "any", ("flow",))
    assert rule.stage == "stable"
    assert rule.summary == "Text of `What it does`"
    assert list(rule.sections) == list(SECTIONS)
    assert rule.docs.endswith("/rules/call-order.html")


def test_summary_of_the_front_matter_wins_and_loses_its_marks(tmp_path: Path) -> None:
    front = FRONT + 'summary: "a [call](x.md) in the **wrong** order."\n'
    assert read_page(write(tmp_path, front)).summary == "a call in the wrong order"


def test_headings_in_code_are_code(tmp_path: Path) -> None:
    body = BODY.replace("Text of `Example`", "```c\n## not a heading\n```\n\nText")
    assert "## not a heading" in read_page(write(tmp_path, body=body)).sections["Example"]


def test_all_mistakes_at_once_with_their_lines(tmp_path: Path) -> None:
    front = (
        FRONT.replace("KF401", "K1").replace("high", "sure").replace("merge", "merges").replace("level: error\n", "")
    )
    body = BODY.replace("## Known misses", "## Known mises")
    found = problems(write(tmp_path, front, body))
    assert found == [
        "1: 'level' is missing",
        "7: unknown key 'merges'; did you mean 'merge'?",
        "2: 'id' is 'K1'; it should look like KF401",
        "4: 'confidence' is 'sure'; it should be one of high, medium, low",
        "31: unknown section 'Known mises'; did you mean 'Known misses'?",
        "10: section 'Known misses' is missing or empty",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "1: expected front matter between two lines of '---'"),
        ("---\nid: x\n", "1: the front matter has no closing '---'"),
        ("---\nid: [x\n---\n", "3: "),
        ("---\n- x\n---\n", "2: expected 'key: value' lines"),
    ],
)
def test_broken_front_matter(tmp_path: Path, text: str, expected: str) -> None:
    path = tmp_path / "x.md"
    path.write_text(text, encoding="utf-8")
    (found,) = problems(path)
    assert found.startswith(expected)


def test_file_name_follows_the_rule_name(tmp_path: Path) -> None:
    assert problems(write(tmp_path, name="other.md")) == ["3: 'name' is 'call-order' but the file is other.md"]


def test_not_text(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(b"\xff\xfe")
    assert "cannot be read" in problems(path)[0]


def test_one_id_twice(tmp_path: Path) -> None:
    write(tmp_path)
    write(tmp_path, FRONT.replace("call-order", "other"), name="other.md")
    with pytest.raises(CatalogError, match=r"'KF401' is also call-order\.md"):
        load_catalog(tmp_path)


def catalog(directory: Path) -> Catalog:
    write(directory, FRONT + "aliases: [KF400, wrong-order]\n")
    write(
        directory, FRONT.replace("KF401", "KF403").replace("call-order", "leaked-reference"), name="leaked-reference.md"
    )
    write(directory, FRONT.replace("KF401", "BP601").replace("call-order", "unused"), name="unused.md")
    return load_catalog(directory)


@pytest.mark.parametrize(
    ("selector", "ids"),
    [
        ("KF401", ["KF401"]),
        ("kf401", ["KF401"]),
        ("KF400", ["KF401"]),
        ("wrong-order", ["KF401"]),
        ("KF4", ["KF401", "KF403"]),
        ("leaked-reference", ["KF403"]),
        ("all", ["BP601", "KF401", "KF403"]),
        ("", []),
        ("leaked", []),
        ("KF9", []),
    ],
)
def test_selectors(tmp_path: Path, selector: str, ids: list[str]) -> None:
    assert [rule.id for rule in catalog(tmp_path).matching(selector)] == ids


def test_complaint_names_the_nearest(tmp_path: Path) -> None:
    assert "did you mean 'leaked-reference'?" in catalog(tmp_path).complaint("leaked-refrence")
