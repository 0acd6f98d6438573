"""A rule is a module, a page and a folder of testdata under one name, and its page tells the truth about them."""

from __future__ import annotations

import re

import pytest
from expectations import TESTDATA

from bpflint.checks import load_checks
from bpflint.policy.rules import Rule, load_catalog

RULES = list(load_catalog())
ELSEWHERE = {"unused-suppression"}
"""Rules that no check module implements; bpflint.policy.suppressions is one."""

_FENCE = re.compile(r"```c\n(.*?)```", re.DOTALL)
_COMMENT = re.compile(r"[ \t]*// (?:expect|note|silent|miss):.*")


def test_every_check_has_a_page_and_every_page_a_check() -> None:
    assert {rule.name for rule in RULES} - ELSEWHERE == set(load_checks())


def test_every_folder_of_testdata_belongs_to_a_rule() -> None:
    folders = {path.name for path in TESTDATA.iterdir() if path.is_dir()}
    assert folders == {rule.name for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_has_good_and_bad_files(rule: Rule) -> None:
    names = [path.name for path in (TESTDATA / rule.name).glob("*.bpf.c")]
    assert [name for name in names if name.startswith("bad_")]
    assert [name for name in names if name.startswith("good_")]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@pytest.mark.parametrize(("section", "kind"), [("Example", "bad"), ("Do this instead", "good")])
def test_examples_are_taken_from_the_files(rule: Rule, section: str, kind: str) -> None:
    """Each paragraph of code on the page stands in a file whose findings are tested."""
    texts = [
        _COMMENT.sub("", path.read_text(encoding="utf-8")) for path in (TESTDATA / rule.name).glob(f"{kind}_*.bpf.c")
    ]
    code = _FENCE.findall(rule.sections[section])
    assert code
    for paragraph in "\n".join(code).split("\n\n"):
        lines = [line for line in paragraph.splitlines() if line.strip()]
        assert any(all(line in text for line in lines) for text in texts), paragraph


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_links_lead_to_pages(rule: Rule) -> None:
    names = {other.name for other in RULES}
    for text, target in re.findall(r"\[([A-Z]{2}\d{3})\]\(([a-z0-9-]+)\.md\)", rule.markdown):
        assert target in names
        assert load_catalog()[text].name == target
