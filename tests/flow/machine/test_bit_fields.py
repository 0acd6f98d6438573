"""What a bit-field holds: a truth value where it has room for one, and otherwise the bits that it has room for."""

from __future__ import annotations

from pathlib import Path

import pytest
from walked import cases, walk

from bpflint.flow.domain.cases import Case

BEFORE = "struct flags { u32 one: 1; int sign: 1; u32 three: 3; u32 rest: 27; };\n"
OPENS = {
    "a truth value is 1": ("f.one = n == 3; if (f.one == 1)", True),
    "one bit with a sign is -1": ("f.sign = n == 3; if (f.sign == -1)", True),
    "one bit with a sign is never 1": ("f.sign = n == 3; if (f.sign == 1)", False),
    "a number that fits": ("f.three = 5; if (f.three == 5)", True),
    "no other number": ("f.three = 5; if (f.three != 5)", False),
    "a number that does not fit is cut": ("f.three = 9; if (f.three == 9)", False),
    "to the bits that fit": ("f.three = 9; if (f.three == 1)", True),
    "any number may be cut to each": ("f.three = n; if (f.three == 7)", True),
    "and to no other": ("f.three = n; if (f.three == 8)", False),
    "the bits beside it stay": ("f.three = 5; f.one = 1; f.rest = 4; if (f.three != 5)", False),
}


@pytest.mark.parametrize(("code", "opens"), OPENS.values(), ids=OPENS)
def test_values(tmp_path: Path, code: str, opens: bool) -> None:
    body = f"u32 n = bpf_get_prandom_u32(); struct flags f; {code} bpf_preempt_disable();"
    noted = [event.case for event in walk(tmp_path, body, before=BEFORE)]
    assert noted == [Case.PREEMPTION_OFF_AT_RETURN] * opens


def test_a_truth_value_goes_on_saying_what_it_is_of(tmp_path: Path) -> None:
    body = (
        "struct flags f; struct task_struct *p = bpf_task_from_pid(1); f.one = p != NULL; if ({}) bpf_task_release(p);"
    )
    assert cases(walk(tmp_path, body.format("f.one"), before=BEFORE)) == set()
    assert cases(walk(tmp_path, body.format("!f.one"), before=BEFORE)) >= {Case.REFERENCE_LEAKED}
