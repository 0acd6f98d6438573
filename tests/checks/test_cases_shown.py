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

NOT_SHOWN: frozenset[Case] = frozenset(
    {
        Case.LOCKS_NESTED,
        Case.RELEASED_INVALIDATED,
        Case.DROPPED_UNOWNED,
        Case.DROPPED_IN_NMI,
        Case.OWN_MEMORY_AS_KERNEL_STRUCT,
        Case.VARIABLE_STRING,
        Case.LENT_DYNPTR_RELEASED,
        Case.DYNPTR_RELEASED_UNOWNED,
        Case.DYNPTR_OF_OTHER_MEMORY,
        Case.DYNPTR_LEAKED_BY_CALLBACK,
        Case.DYNPTR_HELD_AT_TAIL_CALL,
        Case.THROW_IN_CALLBACK,
        Case.THROW_OUT_OF_RANGE,
        Case.SEVERAL_EXCEPTION_CALLBACKS,
        Case.EXCEPTION_CALLBACK_ARGUMENTS,
        Case.EXCEPTION_CALLBACK_VOID,
        Case.EXCEPTION_CALLBACK_POINTER,
        Case.EXCEPTION_CALLBACK_THROWS,
        Case.EXCEPTION_CALLBACK_RANGE,
        Case.DYNPTR_HELD_AT_THROW,
        Case.NODE_AT_VARYING_OFFSET,
        Case.NOT_A_NODE,
        Case.NODE_OF_OTHER_TYPE,
        Case.ROOT_AT_VARYING_OFFSET,
        Case.NOT_A_ROOT,
        Case.NODE_IN_NO_TREE,
        Case.CALL_IN_TREE_CALLBACK,
        Case.LOCK_IN_TREE_CALLBACK,
        Case.SPECIAL_MEMBER_ACCESSED,
        Case.ITERATOR_OF_OTHER_KIND,
        Case.ITERATOR_READ,
        Case.CSS_TASK_NOT_ALLOWED,
        Case.ITERATOR_LEAKED_BY_CALLBACK,
        Case.LOCKED_TWICE,
        Case.UNLOCKED_OUT_OF_ORDER,
        Case.NOT_A_LOCK,
        Case.GLOBAL_FUNCTION_SLEEPS,
        Case.GLOBAL_FUNCTION_UNDER_LOCK,
        Case.SIZE_NEGATIVE,
        Case.NULL_TO_GLOBAL_FUNCTION,
        Case.MAP_WITHOUT_TYPES,
        Case.MAP_REFUSES_OBJECT,
        Case.TWO_OBJECTS_IN_VALUE,
        Case.OBJECT_AT_VARYING_OFFSET,
        Case.DYNPTR_OFF_STACK,
        Case.KPTR_WRITTEN,
        Case.KPTR_OF_OTHER_TYPE,
        Case.PERCPU_OBJECT_IN_PLAIN_KPTR,
        Case.UNOWNED_RETURNED,
        Case.OTHER_STRUCT_RETURNED,
        Case.LOCK_HELD_AT_TAIL_CALL,
        Case.IRQ_FLAGS_OF_OTHER_KIND,
        Case.CALL_NEEDS_RCU,
        Case.NULL_VARIABLE_USED,
        Case.WALKED_POINTER_PASSED,
        Case.PLAIN_POINTER_PASSED,
        Case.RCU_POINTER_NOT_TRUSTED,
        Case.UNTRUSTED_TO_HELPER,
        Case.UNTRUSTED_TO_GLOBAL_FUNCTION,
        Case.USED_AFTER_MOVE,
    }
)
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
    parts = re.split(r"\{\w+\}", sentence.message)
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
