"""What global functions may take their arguments for, which is what types and tags say."""

from __future__ import annotations

from pathlib import Path

import pytest
from walked import analyse, cases

from bpflint.flow.domain.cases import Case

ACQUIRE = "struct task_struct *q = bpf_task_acquire(p); if (q) bpf_task_release(q); return 0;"
CHECKED = f"if (!p) return 0; {ACQUIRE}"


def found(tmp_path: Path, body: str, *tags: str, kind: str = "struct task_struct", given: str = "task") -> set[Case]:
    """What is noted in a global function of one argument with these tags."""
    marks = " ".join(f'__attribute__((btf_decl_tag("arg:{tag}")))' for tag in tags)
    text = f"""
        __attribute__((noinline)) int reads({kind} *p {marks}) {{ {body} }}
        SEC("tp_btf/task_newtask") int program(u64 *ctx)
        {{
            struct task_struct *task = (struct task_struct *)ctx[0];
            int n = 0;
            bpf_preempt_disable(); bpf_preempt_enable();
            return reads({given});
        }}"""
    return cases(analyse(tmp_path, text).events)


@pytest.mark.parametrize(
    ("tags", "body", "expected"),
    [
        (("trusted",), ACQUIRE, set()),
        (("trusted", "nonnull"), ACQUIRE, set()),
        (("trusted", "nullable"), ACQUIRE, {Case.POINTER_PASSED_UNCHECKED}),
        (("trusted", "nullable"), CHECKED, set()),
        (("untrusted",), CHECKED, {Case.WALKED_POINTER_NEEDS_RCU}),
    ],
)
def test_a_task(tmp_path: Path, tags: tuple[str, ...], body: str, expected: set[Case]) -> None:
    assert found(tmp_path, body, *tags) == expected


def test_memory_may_be_null_unless_a_tag_says_otherwise(tmp_path: Path) -> None:
    read = "bpf_preempt_disable(); bpf_preempt_enable(); return *p;"
    assert len(found(tmp_path, read, kind="int", given="&n")) == 1
    assert found(tmp_path, read, "nonnull", kind="int", given="&n") == set()
    assert found(tmp_path, f"if (!p) return 0; {read}", kind="int", given="&n") == set()
