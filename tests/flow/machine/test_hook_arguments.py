"""What the hook passes: by position, and nothing before the first or behind the last."""

from __future__ import annotations

import pytest

from bpflint.flow.machine.hook_arguments import HookArgument, _classified, hook_argument, hook_arguments
from bpflint.kernel import ProgramKind, Version, load_facts
from bpflint.kernel.surface_types import Argument

KIND = ProgramKind(type="BPF_PROG_TYPE_TRACING", attach="BPF_TRACE_RAW_TP", target="task_newtask")


def test_arguments_by_position() -> None:
    kernel = load_facts().at(Version(7, 3))
    known = hook_arguments(kernel, KIND)
    assert [each and each.struct for each in known] == ["task_struct", ""]
    assert hook_argument(kernel, KIND, 0) == known[0]
    assert hook_argument(kernel, KIND, len(known)) is None


def test_nothing_stands_before_the_context() -> None:
    kernel = load_facts().at(Version(7, 3))
    assert [hook_argument(kernel, KIND, index) for index in (-1, -2, -100)] == [None, None, None]


@pytest.mark.parametrize(
    ("ctype", "known"),
    [
        ("int", HookArgument("")),
        ("struct task_struct *", HookArgument("task_struct")),
        ("int *", HookArgument("")),
        ("int **", None),
        ("struct task_struct", None),
        ("void (*)(void)", None),
    ],
)
def test_what_a_type_says(ctype: str, known: HookArgument | None) -> None:
    assert _classified(Argument(ctype, "it", ctype)) == known
