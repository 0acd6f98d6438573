"""Every case is shown: by a fixture of its rule, or by a test of the walk that names it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from expectations import TESTDATA, read_expectations

from bpflint.checks._sentences import Sentence, cases
from bpflint.engine.lint import Engine
from bpflint.flow.domain.cases import Case
from bpflint.policy.settings import Settings

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

ENGINES: dict[str | None, Engine] = {}
BY_RULE = cases()


def pattern_of(sentence: Sentence) -> re.Pattern[str]:
    """What the message of a case looks like once it is filled."""
    parts = re.split(r"\{\w+(?:!r)?\}", sentence.message)
    return re.compile(".+".join(map(re.escape, parts)), re.DOTALL)


def messages(rule: str) -> set[str]:
    """What is said of the bad fixtures of a rule."""
    found: set[str] = set()
    for path in sorted((TESTDATA / rule).glob("bad_*.bpf.c")):
        kernel = read_expectations(path.read_text(encoding="utf-8")).options.get("kernel")
        engine = ENGINES.setdefault(kernel, Engine(Settings(kernel=kernel, cache=False)))
        found |= {one.message for one in engine.lint_file(str(path)).findings if one.name == rule}
    return found


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
