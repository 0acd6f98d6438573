"""Every case is shown: by a fixture of its rule, or by a test of the walk that names it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from expectations import TESTDATA
from recorded import recorded

from bpflint.checks._sentences import Sentence, cases
from bpflint.flow.domain.cases import Case
from bpflint.policy.rules import load_catalog

NOT_SHOWN: frozenset[Case] = frozenset()
"""Cases that are reported somewhere and that nothing shows yet. May only become fewer."""

_TESTS = Path(__file__).resolve().parents[1]
NAMED = frozenset(
    Case[name]
    for folder in ("flow", "checks")
    for path in (_TESTS / folder).rglob("test_*.py")
    if path.name != Path(__file__).name
    for name in re.findall(r"\bCase\.([A-Z_]+)", path.read_text(encoding="utf-8"))
)
"""Cases that tests of the walk expect by name."""

BY_RULE = cases()


def pattern_of(sentence: Sentence) -> re.Pattern[str]:
    """What the message of a case looks like once it is filled."""
    parts = re.split(r"\{\w+(?:!r)?\}", sentence.message)
    return re.compile(".+".join(map(re.escape, parts)), re.DOTALL)


def messages(rule: str) -> set[str]:
    """What is said of the bad fixtures of a rule; tests/test_testdata.py sees that it is still said."""
    found = load_catalog().find(rule)
    assert found is not None
    said = "".join(text for name, text in recorded(TESTDATA / rule).items() if name.startswith("bad_"))
    return set(re.findall(rf"^\d+:\d+ \w+ {found.id} .*?: (.*)$", said, re.MULTILINE))


@pytest.mark.parametrize("rule", BY_RULE)
def test_every_case_of_the_rule_is_shown(rule: str) -> None:
    said = messages(rule)
    said_by_none = {
        case for case, sentence in BY_RULE[rule].items() if not any(map(pattern_of(sentence).fullmatch, said))
    }
    hidden = said_by_none - NAMED
    excused = NOT_SHOWN & BY_RULE[rule].keys()
    assert hidden - excused == set(), "add a fixture to testdata/, or a test that names the case to tests/flow"
    assert excused - hidden == set(), "these are shown now: take them from NOT_SHOWN"
